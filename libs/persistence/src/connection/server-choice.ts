import pg from 'pg';
import type { TargetSession } from './connection-parameters.js';
import type { ServerChoice } from './connection-string.js';
import type { Host } from './connection-uri.js';

/** A host to try, and the session that it has to offer. */
export interface Try {
  host: Host;
  target: TargetSession;
}

/** The facts about a server that a session reports. */
export interface Session {
  isStandby: boolean;
  /** Whether its transactions are read-only unless they say otherwise. */
  isReadOnly: boolean;
}

/** PostgreSQL: the server starts, stops or recovers. */
const CANNOT_CONNECT_NOW = '57P03';

/** No server that a connection string names can be used. */
export class NoServerError extends Error {
  /** PostgreSQL: the client is unable to establish the connection. */
  readonly code = '08001';

  /** `why` is a reason, or the failures of all tries. */
  constructor(why: string | readonly [tried: Try, error: Error][]) {
    super(
      typeof why === 'string' ? why : why.map(([{ host }, { message }]) => `${called(host)}: ${message}`).join('; '),
    );
    this.name = 'NoServerError';
  }
}

function called({ name, address, port }: Host): string {
  return `${name ?? address ?? 'the default host'}${port === undefined ? '' : `:${port}`}`;
}

/** The tries, in order. `fallback` is the host if the connection string names none. */
export function listTries({ hosts, target, isRandom, silentHosts }: ServerChoice, fallback: Host): Try[] {
  const named = hosts.length > 0 ? hosts : [fallback];
  const ordered = silentHosts.last(isRandom ? shuffled(named) : named);
  const all = (one: TargetSession) => ordered.map((host) => ({ host, target: one }));
  return target === 'prefer-standby' ? [...all('standby'), ...all('any')] : all(target);
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

/** Why a session does not match `target_session_attrs`; undefined if it does. */
export function whyUnfit({ isStandby, isReadOnly }: Session, target: TargetSession): string | undefined {
  if (target === 'read-write' && (isStandby || isReadOnly)) return 'its sessions are read-only';
  if (target === 'read-only' && !isStandby && !isReadOnly) return 'its sessions are not read-only';
  if (target === 'primary' && isStandby) return 'it is a standby';
  if (target === 'standby' && !isStandby) return 'it is not a standby';
  return undefined;
}

/** Whether the next host is tried after an error. As in libpq, a server that refuses the log-in ends the search. */
export function mayBePassedOver(error: Error): boolean {
  return !(error instanceof pg.DatabaseError) || error.code === CANNOT_CONNECT_NOW;
}
