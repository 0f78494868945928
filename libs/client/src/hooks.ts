import type { Unusable } from './resolved.js';

/** What became of the declaration of a setting. */
export interface DeclarationReport {
  setting: string;
  /** `refused`: the service has answered so with another status, such as 403 to a token that may not declare. */
  outcome: 'created' | 'uptodate' | 'upgraded' | 'outdated' | 'rejected' | 'mismatch' | 'refused';
  status: number;
  /** The answer of the service. */
  answer: unknown;
}

/** A value of the service that does not fit. */
export interface Coercion extends Unusable {
  setting: string;
}

/** What a program may hear of. */
export interface Hooks {
  /** The outcome of each declaration. */
  onDeclaration?: ((report: DeclarationReport) => void) | undefined;
  /** A value of the service does not fit the declared type, or `validate` throws. It is coerced, or not used. */
  onCoerce?: ((coercion: Coercion) => void) | undefined;
  /** Something failed that the client goes on without, such as a request or a write to the store. */
  onError?: ((error: unknown) => void) | undefined;
  /** Writes a warning to the program's log; by default to the console. */
  log?: ((message: string) => void) | undefined;
}

/** Calls the hooks of a program. What they throw goes to `onError`, and no further. */
export class Reports {
  /** The last failure that was reported. */
  lastFailure: unknown;

  constructor(private readonly hooks: Hooks) {}

  declared(report: DeclarationReport): void {
    this.guard(() => this.hooks.onDeclaration?.(report));
  }

  coerced(coercion: Coercion): void {
    this.guard(() => this.hooks.onCoerce?.(coercion));
  }

  failed(error: unknown): void {
    this.lastFailure = error;
    try {
      this.hooks.onError?.(error);
    } catch {
      // The program's own way to report errors has failed: nobody is left to tell.
    }
  }

  warn(message: string): void {
    this.guard(() => (this.hooks.log ?? globalThis.console.warn)(message));
  }

  /** Calls something of the program. */
  guard<R>(call: () => R): R | undefined {
    try {
      return call();
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }
}
