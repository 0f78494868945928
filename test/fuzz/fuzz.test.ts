import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { Given } from '../support/given.js';
import { findViolations } from '../support/invariants.js';
import { CONNECTIONS, REQUESTS, SEED, complaints, expectNone, spread, startFuzzing, type Fuzzing } from './fuzzing.js';
import { requests } from './requests.js';
import { Transport, type RawAnswer, type SentRequest } from './transport.js';
import { survey } from './world.js';

/** Names and ids are read again after this many requests. */
const BATCH = 200;
const MOST_FAILURES = 20;
/** How often a request is repeated for which the database was too slow. */
const MOST_REPETITIONS = 15;
const REPEAT_AFTER_MS = 1000;
/** What the service logs of connections that it has given up. */
const SLOW_DATABASE = /"message":"an idle database connection broke"|"reason":"unreachable"/;

jest.setTimeout(10 * 60_000);

let fuzzing: Fuzzing;
let transport: Transport;
const failures: string[] = [];
/** How often the database was too slow for a request. */
let repetitions = 0;
/** The statuses that each operation has returned. */
const statuses = new Map<string, Set<number>>();

beforeAll(async () => {
  fuzzing = await startFuzzing();
  transport = new Transport(fuzzing.service.heksher.url, CONNECTIONS);
  await new Given(fuzzing.service.heksher).features('user', 'theme', 'trust');
  for (let sent = 0; sent < REQUESTS && failures.length < MOST_FAILURES; sent += BATCH) {
    await fuzz(sent).catch((error: unknown) => failures.push(`after ${sent} requests: ${String(error)}`));
  }
});
afterAll(async () => {
  transport.close();
  await fuzzing.service.stop();
});

/** Makes and sends a batch of requests. */
async function fuzz(first: number): Promise<void> {
  const world = await survey(fuzzing.service.heksher.url);
  const numRuns = Math.min(BATCH, REQUESTS - first);
  const batch = fc.sample(requests(fuzzing.document, world), { numRuns, seed: SEED + first });
  await spread(batch, (request, place) => judge(request, first + place));
}

async function judge(request: SentRequest, place: number): Promise<void> {
  try {
    const answer = await sendUntilInTime(request);
    count(request, answer);

    const why = fuzzing.document.whyUndocumented(request, answer);
    if (why !== undefined) failures.push(`request ${place}, ${describe(request)}: ${why.slice(0, 1000)}`);
  } catch (error) {
    failures.push(`request ${place}, ${describe(request)}: ${String(error)}`);
  }
}

/**
 * Sends a request again if the database was too slow for it, as it is on a machine that does much else. A request that is
 * always too slow is a fault.
 */
async function sendUntilInTime(request: SentRequest): Promise<RawAnswer> {
  for (let left = MOST_REPETITIONS; ; left--) {
    const answer = await transport.send(request);
    if (left === 0 || !isTooSlow(request, answer)) return answer;
    repetitions++;
    await sleep(REPEAT_AFTER_MS);
  }
}

/** The health answers 500, since Heksher 0.5.7 does. */
function isTooSlow({ target }: SentRequest, { status }: RawAnswer): boolean {
  return status === 503 || (status === 500 && target.startsWith('/api/health'));
}

function count({ method, target }: SentRequest, { status }: RawAnswer): void {
  const { route } = fuzzing.document.operationOf(method, target) ?? { route: 'none' };
  statuses.set(route, (statuses.get(route) ?? new Set()).add(status));
}

function describe({ method, target, headers, body }: SentRequest): string {
  const sent = body === undefined ? '' : ` ${JSON.stringify(headers)} ${JSON.stringify(body.toString().slice(0, 500))}`;
  return `${method} ${target.slice(0, 300)}${sent}`;
}

/** The operations that have never returned such a status. */
function routesWithout(isMeant: (status: number) => boolean): string[] {
  const routes = fuzzing.document.operations.map(({ route }) => route);
  return routes.filter((route) => ![...(statuses.get(route) ?? [])].some(isMeant));
}

test('every request is answered in time, and as the OpenAPI document says', () => {
  expectNone(failures);
});

test('every operation has accepted some of the requests', () => {
  expectNone(routesWithout((status) => status < 300));
});

test('every operation with input has refused some of the requests', () => {
  const takeNothing = [
    'GET /metrics',
    'GET /api/v1/context_features',
    'GET /api/v1/tokens',
    'GET /api/v1/revision',
    'GET /api/v1/usage/clients',
    'GET /ofrep/v1/stream',
  ];

  expectNone(
    routesWithout((status) => status >= 400).filter(
      (route) => !takeNothing.includes(route) && !route.startsWith('GET /api/health'),
    ),
  );
});

test('after fuzzing the service still works, and has logged no fault', async () => {
  const { status } = await transport.send({ method: 'GET', target: '/api/health', headers: {} });

  expect(status).toBe(200);
  const isExpected = (line: string) => repetitions > 0 && SLOW_DATABASE.test(line);
  expectNone(complaints(fuzzing.service).filter((line) => !isExpected(line)));
});

test('after fuzzing the database violates no invariant', async () => {
  expectNone(await findViolations(fuzzing.service.database));
});
