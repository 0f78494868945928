import type { IncomingMessage } from 'node:http';
import type { Principal } from '@heksher/domain';

/** Finds out who is asking. */
export abstract class Who {
  /** The principal of a request; undefined for one that has none. Throws the refusal of bad credentials. */
  abstract principalOf(request: IncomingMessage): Promise<Principal | undefined>;

  /** The hash of a token's secret; undefined if the text is no token that counts. */
  abstract verifyToken(text: string): Promise<{ secretHash: string } | undefined>;
}
