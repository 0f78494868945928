import { Agent, request } from 'node:http';
import pg from 'pg';
import { migrate } from '../migrations/migrate.js';
import { run } from './load.js';
import { startService } from './processes.js';
import { seedBySql } from './seed-by-sql.js';
import { SIZES, settingName, type Size } from './seed.js';
import type { Workload } from './workload.js';

/** Starts to write. */
type StartWriting = () => { stop(): Promise<void> };

/** A load on a URL, and what takes writes meanwhile. */
interface Reads {
  /** What is read. */
  url: string;
  connectionString: string;
  size: Size;
}

/** The database of the writes that no reader sees. */
const ELSEWHERE = 'elsewhere';

/** Reads, while another client adds ten rules a second at the same service. */
export function whileItWrites({ url, size }: Reads): Workload {
  return readWhile(url, writer(new URL(url).origin, SIZES[size].settings, 100));
}

/** Reads, while another instance of the same database takes a hundred writes a second. */
export async function whileAnotherWrites({ url, connectionString, size }: Reads): Promise<Workload> {
  const other = await startService(connectionString);
  const workload = readWhile(url, writer(other.url, SIZES[size].settings, 10));
  return { ...workload, stop: () => void other.stop() };
}

/**
 * Reads, while an instance of another database of the same server takes a hundred writes a second. It keeps the machine as
 * busy as `whileAnotherWrites`, but nothing changes for the readers.
 */
export async function whileOthersWriteElsewhere({ url, connectionString, size }: Reads): Promise<Workload> {
  const elsewhere = new URL(connectionString);
  elsewhere.pathname = ELSEWHERE;
  await createDatabase(connectionString);
  await migrate(elsewhere.href);
  await seedBySql(elsewhere.href, SIZES[size]);
  return whileAnotherWrites({ url, connectionString: elsewhere.href, size });
}

async function createDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client(connectionString);
  await client.connect();
  try {
    await client.query(`create database ${ELSEWHERE}`);
  } finally {
    await client.end();
  }
}

function readWhile(url: string, startWriting: StartWriting): Workload {
  return {
    run: async (seconds) => {
      const writing = startWriting();
      try {
        return await run(url, seconds);
      } finally {
        await writing.stop();
      }
    },
  };
}

/** Another client, which adds a rule to one setting after the other, each after some milliseconds. */
function writer(url: string, settings: number, everyMs: number): StartWriting {
  let count = 0;
  let last: Promise<unknown> = Promise.resolve();
  const write = () => {
    const body = {
      setting: settingName((count * 7) % settings),
      feature_values: { account: `written_${count++}` },
      value: 1,
    };
    last = post(`${url}/api/v1/rules`, JSON.stringify(body));
  };
  return () => {
    const timer = setInterval(write, everyMs);
    return {
      stop: async () => {
        clearInterval(timer);
        await last;
      },
    };
  };
}

const agent = new Agent({ keepAlive: true });

/** Sends a body, and drops the answer. The load generator has little time for this, so it goes without `fetch`. */
function post(url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const posted = request(url, { method: 'POST', agent, headers }, (answer) => answer.resume().on('end', resolve));
    posted.on('error', reject).end(body);
  });
}
