/** Why the database does not do what it is asked for. */
export interface Reason {
  /** Its name in logs. */
  kind: string;
  /** What clients read: a sentence without internals. */
  sentence: string;
  /** Whether another connection may do the work. The one that failed is closed then, and the work is tried again. */
  isOfConnection: boolean;
  /** Whether an operator has to act. Other reasons pass by themselves. */
  needsAction: boolean;
  /** Whether no write succeeds until it is over. */
  stopsWrites: boolean;
}

type Trait = 'connection' | 'action' | 'writes';

function reason(kind: string, sentence: string, ...traits: Trait[]): Reason {
  return {
    kind,
    sentence,
    isOfConnection: traits.includes('connection'),
    needsAction: traits.includes('action'),
    stopsWrites: traits.includes('writes'),
  };
}

/** For failures of the network, and of a server that says nothing more precise. */
export const UNREACHABLE = reason('unreachable', 'the database cannot be reached', 'connection');

const CLOSED = reason('connection-closed', 'the database has closed the connection', 'connection');
const STARTING = reason('starting', 'the database is starting, stopping or recovering', 'connection');
const CONFLICTS = reason('conflicting-writes', 'the database is busy with conflicting writes');
const FILES = reason('files', 'the database cannot read or write its files', 'connection', 'action');
const LOG_IN = reason('log-in', 'the database refuses the log-in of the service', 'connection', 'action');
const NO_DATABASE = reason('no-database', 'the server has no database of that name', 'connection', 'action');

/** By PostgreSQL's code, or by the class of the code, its first two characters. */
const REASONS: Readonly<Record<string, Reason>> = {
  '08': UNREACHABLE,
  '25006': reason('no-writes', 'the database takes no writes at the moment', 'connection', 'action'),
  '25P03': CLOSED,
  '25P04': CLOSED,
  '28': LOG_IN,
  '3D000': NO_DATABASE,
  '40001': CONFLICTS,
  '40P01': CONFLICTS,
  '42501': reason('no-right', 'the role of the service lacks a right in the database', 'action'),
  '53': reason('no-resources', 'the database lacks resources', 'connection', 'action'),
  '53100': reason('disk-full', 'the database has no disk space left', 'action', 'writes'),
  '53200': reason('out-of-memory', 'the database has no memory left', 'action'),
  '53300': reason('too-many-connections', 'the database takes no more connections', 'connection', 'action'),
  '53400': reason('limit', 'the database has reached a limit that is configured there', 'action'),
  '55000': reason('not-accepting', 'the database does not accept connections at the moment', 'action'),
  '55P03': reason('lock', 'the database is busy: a lock was not to be had in time'),
  '57': UNREACHABLE,
  '57014': reason('cancelled', 'the database is busy: a statement took too long'),
  '57P01': STARTING,
  '57P02': STARTING,
  '57P03': STARTING,
  '57P04': NO_DATABASE,
  '57P05': CLOSED,
  '58': FILES,
};

/** The reason that a code of PostgreSQL stands for; undefined if the code is no refusal. */
export function reasonOfCode(code: string): Reason | undefined {
  return REASONS[code] ?? REASONS[code.slice(0, 2)];
}
