import { checkParameters } from './connection-parameters.js';

/** A server of a connection string. `pg` has a default for each member that is undefined. */
export interface Host {
  /** A name, an address, or the directory of a socket. */
  name: string | undefined;
  port: number | undefined;
  /** The address to connect to. The name is then not resolved. */
  address: string | undefined;
}

/** The parts of a connection string, percent-decoded. */
export interface ConnectionUri {
  /** In the order in which they are tried; empty if the string names none. */
  hosts: readonly Host[];
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  /** All other parameters, by name. They are known, and their values are valid. */
  parameters: ReadonlyMap<string, string>;
}

const SCHEME = /^postgres(ql)?:\/\//;
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;
const NOT_IN_HOST = /[\s@?#\\"'<>`]/;

const FORM = 'it must be a URL such as postgresql://user:password@host:5432/database';
const ENCODE =
  'percent-encode the password: in it, and in all other parts of the URL, "%" is written %25, "@" %40, "/" %2F, ":" %3A and "?" %3F';

/**
 * Parses a connection URI as libpq does. Throws an error that says what is wrong and shows nothing that could be a part of a
 * password: if another `@` follows the user and password, the password probably has unencoded characters, and the message
 * says only that.
 */
export function parseConnectionUri(text: string): ConnectionUri {
  if (!SCHEME.test(text)) throw new Error(FORM);
  if (CONTROL_CHARACTER.test(text)) throw new Error('it has a line break or another control character in it');
  const { login, rest } = splitLogin(text.replace(SCHEME, ''));
  try {
    return parseParts(login, rest);
  } catch (error) {
    throw rest.includes('@') ? new Error(ENCODE) : error;
  }
}

/** As in libpq, the first `@` ends the user and password, unless a `/` comes before it. */
function splitLogin(text: string): { login: string | undefined; rest: string } {
  const [login] = /^[^@/]*(?=@)/.exec(text) ?? [];
  return { login, rest: login === undefined ? text : text.slice(login.length + 1) };
}

function parseParts(login: string | undefined, rest: string): ConnectionUri {
  const [, authority = '', path = '', query = ''] = /^([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(rest) ?? [];
  if (authority.includes('@') || path.includes('@')) throw new Error(ENCODE);
  const parameters = parseQuery(query);
  checkParameters(parameters);
  /** Removes a parameter and returns its value, which takes precedence over the same part of the URL. */
  const take = (name: string): string | undefined => {
    const value = parameters.get(name);
    parameters.delete(name);
    return value || undefined;
  };
  const written = parseAuthority(authority);
  return {
    hosts: listHosts({
      names: take('host')?.split(',') ?? written.names,
      ports: take('port')?.split(',') ?? written.ports,
      addresses: take('hostaddr')?.split(',') ?? [],
    }),
    user: take('user') ?? decode(/^[^:]*/.exec(login ?? '')?.[0]),
    password: take('password') ?? decode(/:(.*)$/s.exec(login ?? '')?.[1]),
    database: take('dbname') ?? decode(path),
    parameters,
  };
}

function parseQuery(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [, name, value] = /^([^=]+)=([^=]*)$/.exec(pair) ?? [];
    if (name === undefined) throw new Error('what follows the "?" must be parameters of the form name=value');
    parameters.set(decode(name) ?? '', decode(value) ?? '');
  }
  return parameters;
}

function parseAuthority(authority: string): { names: string[]; ports: string[] } {
  if (authority === '') return { names: [], ports: [] };
  const names: string[] = [];
  const ports: string[] = [];
  for (const part of authority.split(',')) {
    const [, bracketed, plain, port = ''] = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(.*))?$/.exec(part) ?? [];
    const name = bracketed ?? plain;
    if (name === undefined) throw new Error('its host is not valid: an IPv6 address is written in brackets, as [::1]');
    names.push(decode(name) ?? '');
    ports.push(decode(port) ?? '');
  }
  return { names, ports: ports.some((port) => port !== '') ? ports : [] };
}

interface HostLists {
  names: readonly string[];
  ports: readonly string[];
  addresses: readonly string[];
}

function listHosts({ names, ports, addresses }: HostLists): Host[] {
  const count = Math.max(names.length, addresses.length, ports.length > 0 ? 1 : 0);
  if (names.length > 0 && addresses.length > 0 && names.length !== addresses.length) {
    throw new Error('"host" and "hostaddr" must have the same number of hosts');
  }
  if (ports.length > 1 && ports.length !== count) throw new Error('it must have one port, or one for each host');
  return Array.from({ length: count }, (_, at) => ({
    name: checkedHost(names[at]),
    port: parsePort(ports.length === 1 ? ports[0] : ports[at]),
    address: checkedHost(addresses[at]),
  }));
}

function checkedHost(name: string | undefined): string | undefined {
  if (name === undefined || name === '') return undefined;
  if (!name.startsWith('/') && NOT_IN_HOST.test(name)) throw new Error('its host is not a host name or address');
  return name;
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new Error('its port must be a number from 1 to 65535');
  return port;
}

/** A part without its percent-encoding; undefined if it is empty. */
function decode(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  let decoded;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw new Error(ENCODE);
  }
  if (decoded.includes('\0')) throw new Error('it has %00 in it, which PostgreSQL cannot take');
  return decoded;
}
