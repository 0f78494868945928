import { readFileSync, readdirSync } from 'node:fs';
import pg from 'pg';

/** Linux counts in ticks of ten milliseconds, whatever the kernel's own clock is. */
const MICROSECONDS_PER_TICK = 10_000;

/** A process in `/proc/PID/stat`: times in ticks. Those of its children count once they have ended and were reaped. */
export interface ProcessTimes {
  parent: number;
  own: number;
  endedChildren: number;
}

/** Reads the text of `/proc/PID/stat`. The name of the program, in parentheses, may contain any character. */
export function parseStat(text: string): ProcessTimes {
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = NaN] = fields;
  const [user = NaN, system = NaN, childrenUser = NaN, childrenSystem = NaN] = fields.slice(11, 15);
  return { parent, own: user + system, endedChildren: childrenUser + childrenSystem };
}

/** The processor time of a PostgreSQL on this machine, with all its processes. */
export class PostgresTime {
  private constructor(private readonly postmaster: number) {}

  /** Finds the server of a connection string. */
  static async of(connectionString: string): Promise<PostgresTime> {
    const client = new pg.Client(connectionString);
    await client.connect();
    try {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const times = timesOf(rows[0]?.pid ?? NaN);
      if (!times) throw new Error('the database server is not on this machine');
      return new PostgresTime(times.parent);
    } finally {
      await client.end();
    }
  }

  /** In microseconds, since the server was started. */
  processorTime(): number {
    const server = timesOf(this.postmaster);
    if (!server) throw new Error('the database server has ended');
    let ticks = server.own + server.endedChildren;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const times = timesOf(Number(pid));
      if (times?.parent === this.postmaster) ticks += times.own;
    }
    return ticks * MICROSECONDS_PER_TICK;
  }
}

/** The times of a process; undefined if there is none. */
function timesOf(pid: number): ProcessTimes | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The processor time of a process of this machine with all its threads, in microseconds. */
export function processorTimeOf(pid: number): number {
  const times = timesOf(pid);
  if (!times) throw new Error(`the process ${pid} has ended`);
  return times.own * MICROSECONDS_PER_TICK;
}
