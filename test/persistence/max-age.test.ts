import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { adaptFeatures, TokenChanges } from '@heksher/operations';
import { NEWEST, RulesetCache, openDatabase, type Database } from '@heksher/persistence';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

const AUTHOR = { author: { actor: 'jim', origin: 'api' as const } };
const TOKEN = { name: 'ci', role: 'service' as const, prefixes: ['web.'], expiresAt: null };
const HOUR = { maxAgeMs: 3_600_000, maxLagMs: Infinity };

let server: TestDatabase;
let database: Database;
let rulesets: RulesetCache;

beforeAll(async () => {
  server = await createDatabase();
  database = await openDatabase(server.url, []);
  await server.sql(`insert into settings values ('size', 'int', '10', '1.0')`);
});
afterAll(async () => {
  await database.close();
  await server.drop();
});
beforeEach(() => void (rulesets = new RulesetCache(database, 1_000_000)));
afterEach(() => rulesets.close());

const headReads = () => rulesets.counts.headReads;

test('a read that takes an older state needs no head read, and says how old the state is', async () => {
  const newest = await rulesets.read(['size']);
  const before = headReads();

  const reading = await rulesets.read(['size'], { freshness: HOUR });

  expect(headReads()).toBe(before);
  expect(reading).toEqual({ ...newest, ageSeconds: 0 });
  expect(rulesets.findAge(HOUR)).toBeGreaterThan(0);
});

test('a read that takes no older state, or says nothing, begins with a head read and has no age', async () => {
  await rulesets.read(['size']);
  const before = headReads();

  const readings = [await rulesets.read(['size'], { freshness: NEWEST }), await rulesets.read(['size'])];

  expect(headReads()).toBe(before + 2);
  for (const reading of readings) expect(reading).not.toHaveProperty('ageSeconds');
  expect(rulesets.findAge(NEWEST)).toBeUndefined();
});

test('the first read needs a head read, and one whose state has become too old', async () => {
  expect(rulesets.findAge(HOUR)).toBeUndefined();
  await rulesets.read(['size'], { freshness: HOUR });
  expect(headReads()).toBe(1);

  rulesets.close(); // without the poll, which keeps the head young
  await until(() => rulesets.ageMs > 20, 'the state to grow old');
  const reading = await rulesets.read(['size'], { freshness: { maxAgeMs: 20, maxLagMs: Infinity } });

  expect(headReads()).toBe(2);
  expect(reading).not.toHaveProperty('ageSeconds');
});

test('what is not cached is loaded without a head read, and belongs to one revision with the rest', async () => {
  const { revision } = await rulesets.read([]);
  const before = headReads();

  const reading = await rulesets.read(['size'], { freshness: HOUR });
  await server.sql(`insert into settings values ('late', 'int', '1', '1.0')`);
  const listing = await rulesets.readList({ freshness: HOUR });

  expect(reading).toMatchObject({ revision, ageSeconds: 0 });
  expect(headReads()).toBe(before + 1); // the list came with a later revision, which the cache had to reach
  expect(listing.list.settings.map(({ name }) => name)).toContain('late');
  expect(listing.revision).not.toBe(revision);
});

test('a write of this process that the cache has not followed calls for a head read', async () => {
  const changes = new TokenChanges(database);
  await rulesets.read(['size']);

  await changes.create(TOKEN, AUTHOR);
  expect(rulesets.findAge(HOUR)).toBeUndefined();
  await rulesets.read(['size'], { freshness: HOUR });
  expect(rulesets.findAge(HOUR)).toBeDefined();
  await adaptFeatures(database, ['user']);

  expect(rulesets.findAge(HOUR)).toBeUndefined();
});

test('while reads say how old the head may be, it is read in the background', async () => {
  await rulesets.read(['size']);
  const before = headReads();

  rulesets.findAge({ maxAgeMs: 100, maxLagMs: Infinity });

  await until(() => headReads() > before, 'a head read in the background');
});
