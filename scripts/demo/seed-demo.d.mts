export interface DemoOptions {
  /** A token with the role admin, if the service has access on. */
  token?: string | undefined;
}

export function seedDemo(url: string, options?: DemoOptions): Promise<boolean>;
