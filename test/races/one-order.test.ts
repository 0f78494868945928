import { expect, test } from '@jest/globals';
import { useDatabase } from '../support/postgres.js';
import { check } from './checker.js';
import { race } from './run.js';
import { lastSeq, storedContent, storedLog } from './stored.js';

const database = useDatabase();

/** RACES_SEED repeats the inputs of a run, but not their order in time. */
const seed = Number(process.env.RACES_SEED || Date.now() % 1_000_000_000);

test(`one order of changes explains all answers, even if connections break and replicas restart (RACES_SEED=${seed})`, async () => {
  const since = await lastSeq(database); // migrations are in the log, too
  const { history, logs, cutConnections } = await race(database, { seed, writers: 6, readers: 4, operationsEach: 150 });

  check({ history, log: await storedLog(database, since), stored: await storedContent(database) });
  // Cut connections can make the database seem to be away. Any other logged error is a fault of the service.
  const faults = logs.filter(({ level, message }) => level === 'error' && message !== 'the database does not answer');
  expect(faults).toEqual([]);
  expect(cutConnections).toBeGreaterThan(10);
}, 120_000);
