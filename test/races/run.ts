import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../support/app.js';
import type { TestDatabase } from '../support/postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { run } from './client.js';
import type { Recorded } from './history.js';
import { FEATURES, NAMES, nextOfWriter, nextOfReader, type Known } from './inputs.js';
import type { DeclaredSetting, Operation } from './operations.js';
import { Random } from './random.js';

export interface Plan {
  seed: number;
  writers: number;
  readers: number;
  operationsEach: number;
}

export interface Race {
  history: Recorded[];
  /** The service's log, one object per record. */
  logs: Record<string, unknown>[];
  cutConnections: number;
}

type Replica = { name: string; url: string; close(): Promise<void> };

type Next = (random: Random, known: Known) => Operation;

const FIRST_OPERATIONS: Operation[] = [
  ...FEATURES.map((feature): Operation => ({ kind: 'add feature', feature })),
  ...NAMES.slice(0, 10).map((name): Operation => ({ kind: 'declare', declared: firstDeclaration(name) })),
];

/** The probabilities that an operation begins by cutting a connection, and that its client gives it up. */
const CUT = 0.03;
const CUT_WITHIN_MS = 12;
const ABORT = 0.03;
const LONGEST_PATIENCE_MS = 8;

/** The probability that an answer of the database is delayed, so more happens between two statements. */
const HELD_BACK = 0.08;
const LONGEST_DELAY_MS = 40;
const LONGEST_RACE_MS = 120_000;

/** Runs clients against two replicas, cuts connections and restarts a replica meanwhile. Returns what the clients saw. */
export async function race(database: TestDatabase, plan: Plan): Promise<Race> {
  const logs: Record<string, unknown>[] = [];
  const { seed, writers, readers, operationsEach: count } = plan;
  const network = await TcpProxy.to(database.url, { delay: delays(new Random(seed)) });
  // Not `debug`, which turns the fast lane off.
  const start = async (name: string) => ({ name, ...(await serve(network.url, logs, { logLevel: 'info' })) });
  const replicas = [await start('replica 1'), await start('replica 2')];
  const course = new Course(database, replicas, start);
  const writer = (at: number) => course.send(`writer-${at}`, count, new Random(seed + 1 + at), nextOfWriter);
  const reader = (at: number) => course.send(`reader-${at}`, count, new Random(~seed - at), nextOfReader);
  try {
    await course.setUp();
    await Promise.all([
      ...Array.from({ length: writers }, (_, at) => writer(at)),
      ...Array.from({ length: readers }, (_, at) => reader(at)),
      course.restartAReplica({ afterOperations: ((writers + readers) * count) / 2 }),
    ]);
  } finally {
    for (const { close } of new Set(replicas)) await close();
    await network.close();
  }
  return { history: course.history, logs, cutConnections: course.cutConnections };
}

class Course {
  readonly history: Recorded[] = [];
  cutConnections = 0;
  private readonly known: Known = { rules: [], begun: 0 };

  constructor(
    private readonly database: TestDatabase,
    private readonly replicas: Replica[],
    private readonly start: (name: string) => Promise<Replica>,
  ) {}

  async setUp(): Promise<void> {
    for (const [at, operation] of FIRST_OPERATIONS.entries()) await this.act(`set-up#${at}`, operation);
  }

  /** One client: sends one operation after the other, and cuts connections now and then. */
  async send(client: string, count: number, random: Random, next: Next): Promise<void> {
    for (let number = 1; number <= count; number++) {
      if (random.happens(CUT)) this.cutConnections += await cutConnection(this.database, random.below(CUT_WITHIN_MS));
      const patience = random.happens(ABORT) ? random.below(LONGEST_PATIENCE_MS) : undefined;
      await this.act(`${client}#${number}`, next(random, this.known), patience);
    }
  }

  /** The stopping replica gets no new operations, and may finish those that it has begun. */
  async restartAReplica({ afterOperations }: { afterOperations: number }): Promise<void> {
    await until(() => this.known.begun >= afterOperations, 'half of the operations', LONGEST_RACE_MS);
    const [first, second] = this.replicas as [Replica, Replica];
    this.replicas[1] = first;
    await second.close();
    this.replicas[1] = await this.start('replica 2, restarted');
  }

  private async act(id: string, operation: Operation, abortAfterMs?: number): Promise<void> {
    this.known.begun += 1;
    const replica = this.replicas[this.known.begun % 2] as Replica;
    const recorded = await run(operation, { id, replica, abortAfterMs });
    this.history.push(recorded);
    learn(recorded, this.known);
  }
}

function delays(random: Random): () => number {
  return () => (random.happens(HELD_BACK) ? random.next() * LONGEST_DELAY_MS : 0);
}

function firstDeclaration(name: string): DeclaredSetting {
  return { name, configurable_features: FEATURES, type: 'int', default_value: 0, metadata: {}, version: '1.0' };
}

function learn({ operation, answer }: Recorded, known: Known): void {
  if (operation.kind !== 'add rule' || answer === 'unknown' || answer.status !== 201) return;
  const { rule_id: id } = answer.body as { rule_id: number };
  known.rules.push({ id, setting: operation.setting, conditions: operation.conditions });
}

/** Cuts one connection of the service after a while, preferably a busy one. Returns the number of connections. */
async function cutConnection({ sql }: TestDatabase, afterMs: number): Promise<number> {
  await sleep(afterMs);
  const cut = await sql(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'heksher'
     order by state = 'idle', random() limit 1`,
  );
  return cut.length;
}
