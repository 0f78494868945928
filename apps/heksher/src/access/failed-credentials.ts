import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import { HttpProblem } from '../http/errors/problem.js';

const WINDOW_MS = 60_000;

/** The most addresses that are counted; the one that was counted least recently makes room. */
const MOST_ADDRESSES = 10_000;

/** Counts what the peers of connections do, for a minute from the first time. */
export class AddressLimit {
  private readonly counts = new LRUCache<string, { count: number; until: number }>({ max: MOST_ADDRESSES });

  /** `most` is what an address may do in a minute. */
  constructor(
    private readonly most: number,
    private readonly what: string,
  ) {}

  /** Counts one more for an address. */
  note(address: string | undefined): void {
    const { count, until } = this.countOf(address) ?? { count: 0, until: performance.now() + WINDOW_MS };
    this.counts.set(networkOf(address), { count: count + 1, until });
  }

  /** Whether an address has done as much as it may. */
  isBlocked(address: string | undefined): boolean {
    return (this.countOf(address)?.count ?? 0) >= this.most;
  }

  /** Throws a 429 with `Retry-After` if an address is blocked. */
  assertFree(address: string | undefined): void {
    const counted = this.countOf(address);
    if (!counted || counted.count < this.most) return;
    const seconds = Math.ceil((counted.until - performance.now()) / 1000);
    throw new HttpProblem(429, `${this.what} from your address: wait ${seconds} seconds`, {
      'Retry-After': String(seconds),
    });
  }

  private countOf(address: string | undefined): { count: number; until: number } | undefined {
    const counted = this.counts.get(networkOf(address));
    return counted && counted.until > performance.now() ? counted : undefined;
  }
}

/** Credentials that were wrong. */
export class FailedCredentials extends AddressLimit {
  constructor() {
    super(20, 'too many wrong tokens and sessions came');
  }
}

/** Requests to sign in and out. */
export class SignInRequests extends AddressLimit {
  constructor() {
    super(30, 'too many requests to sign in came');
  }
}

/** An IPv4 address, or the network of 64 bits of an IPv6 one, which one machine may have for itself. */
function networkOf(address = ''): string {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '');
  if (!isIPv6(plain)) return plain;
  const [front = '', back] = plain.split('::');
  const groups = front.split(':').filter((group) => group !== '');
  const missing = back === undefined ? 0 : 8 - groups.length - back.split(':').filter((group) => group !== '').length;
  const all = [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(back ?? '').split(':')];
  return all.slice(0, 4).join(':');
}
