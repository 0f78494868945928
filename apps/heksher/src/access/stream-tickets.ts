import { Injectable } from '@nestjs/common';
import { isRole, type Principal } from '@heksher/domain';
import { Seals, nowInSeconds } from './sign-in/seals.js';

const PURPOSE = 'stream';
const SECONDS = 300;

/**
 * Lets those who cannot send headers open the stream of OFREP. A ticket is encrypted, counts for five minutes and for
 * nothing else.
 */
@Injectable()
export class StreamTickets {
  constructor(private readonly seals: Seals) {}

  /** A ticket of a principal. */
  issue({ kind, name, role, tokenId }: Principal): Promise<string> {
    return this.seals.seal({ kind, name, role, tokenId }, { purpose: PURPOSE, until: nowInSeconds() + SECONDS });
  }

  /** The principal of a ticket; undefined if it does not count. */
  async read(ticket: string): Promise<Principal | undefined> {
    const { kind, name, role, tokenId } = (await this.seals.open(ticket, PURPOSE)) ?? {};
    if (typeof name !== 'string' || !isRole(role)) return undefined;
    const id = typeof tokenId === 'string' ? tokenId : undefined;
    return { kind: kind as Principal['kind'], name, role, prefixes: [], actor: undefined, tokenId: id };
  }
}
