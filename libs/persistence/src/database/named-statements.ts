import { createHash } from 'node:crypto';

/** A statement that each connection parses and plans once, and is then asked for by its name. */
export interface NamedStatement {
  name: string;
  text: string;
}

/** Names a statement by its text: behind a pooler, versions of the service with other texts share its connections. */
export function named(text: string): NamedStatement {
  return { name: `heksher_${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`, text };
}

/** Whether statements are named. They are not any more once a pooler that changes connections has refused a name. */
export class StatementNames {
  private isGivenUp = false;

  get areUsed(): boolean {
    return !this.isGivenUp;
  }

  giveUp(): void {
    this.isGivenUp = true;
  }
}
