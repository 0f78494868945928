import { BlockList, isIP } from 'node:net';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** The addresses of the proxies whose headers count. */
export class TrustedProxies {
  /** A set of addresses. IPv4-mapped addresses count as IPv4. */
  private readonly addresses = new BlockList();

  /** The entries are addresses, networks such as `10.0.0.0/8`, and `loopback`. Throws an error that names the first wrong one. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      for (const network of entry === 'loopback' ? LOOPBACK : [entry]) this.add(network);
    }
  }

  /** Whether the peer of a connection is one of these proxies. */
  trusts(address: string | undefined): boolean {
    const family = isIP(address ?? '');
    return address !== undefined && family !== 0 && this.addresses.check(address, nameOf(family));
  }

  private add(network: string): void {
    const [address = '', bits, ...rest] = network.split('/');
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
    if (family === 0 || rest.length > 0 || address.includes('%') || !(length <= most)) {
      throw new Error(`${JSON.stringify(network)} is not an address, a network such as 10.0.0.0/8, or loopback`);
    }
    this.addresses.addSubnet(address, length, nameOf(family));
  }
}

/** Reads a list such as `loopback, 10.0.0.0/8`. Throws an error that names the first wrong entry. */
export function parseTrustedProxies(text: string): TrustedProxies {
  return new TrustedProxies(text.split(',').map((entry) => entry.trim()));
}

function nameOf(family: number): 'ipv4' | 'ipv6' {
  return family === 6 ? 'ipv6' : 'ipv4';
}
