import { Injectable } from '@nestjs/common';
import { isRole, type Principal } from '@heksher/domain';
import { Seals, nowInSeconds } from './sign-in/seals.js';

const PURPOSE = 'stream';
const SECONDS = 300;

/** How long a ticket is given to its principal again: sealing one takes longer than an answer with many flags. */
const REUSED_SECONDS = 60;

/** A ticket, and when it was sealed, in seconds since 1970. */
interface Issued {
  ticket: string;
  at: number;
}

/**
 * Lets those who cannot send headers open the stream of OFREP. A ticket is encrypted, counts for five minutes and for
 * nothing else.
 */
@Injectable()
export class StreamTickets {
  private readonly issued = new WeakMap<Principal, Issued>();

  constructor(private readonly seals: Seals) {}

  /** A ticket of a principal, which counts for four minutes at least. */
  async issue(principal: Principal): Promise<string> {
    const recent = this.peek(principal);
    if (recent !== undefined) return recent;
    const { kind, name, role, tokenId } = principal;
    const at = nowInSeconds();
    const ticket = await this.seals.seal({ kind, name, role, tokenId }, { purpose: PURPOSE, until: at + SECONDS });
    this.issued.set(principal, { ticket, at });
    return ticket;
  }

  /** A ticket that this very principal was given within the last minute; undefined if there is none. */
  peek(principal: Principal): string | undefined {
    const issued = this.issued.get(principal);
    return issued && nowInSeconds() - issued.at < REUSED_SECONDS ? issued.ticket : undefined;
  }

  /** The principal of a ticket; undefined if it does not count. */
  async read(ticket: string): Promise<Principal | undefined> {
    const { kind, name, role, tokenId } = (await this.seals.open(ticket, PURPOSE)) ?? {};
    if (typeof name !== 'string' || !isRole(role)) return undefined;
    const id = typeof tokenId === 'string' ? tokenId : undefined;
    return { kind: kind as Principal['kind'], name, role, prefixes: [], actor: undefined, tokenId: id };
  }
}
