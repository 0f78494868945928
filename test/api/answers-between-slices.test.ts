import { setImmediate as nextIteration } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { slicing } from '../../apps/heksher/src/http/body/in-slices.js';
import { useApp } from '../support/app.js';
import { MetricsText } from '../support/metrics.js';
import { until } from '../support/until.js';

const app = useApp();
const { heksher } = app;
const usual = { ...slicing };

/** More rules than are printed at a stretch. */
const RULES = 6000;

/** A slice in the middle of these rules. */
const MIDDLE = 10;

let requests = 0;

beforeAll(async () => {
  await app.given.features('user');
  await app.database.sql(`
    begin;
    insert into settings (name, type, default_value, version)
      values ('first', 'int', '0', '1.0'), ('many', 'int', '0', '1.0'), ('zero', 'int', '0', '1.0');
    insert into configurable values ('many', 'user');
    insert into rules (id, setting, value) select 10 + n, 'many', '1' from generate_series(1, ${RULES}) n;
    insert into conditions select 10 + n, 'user', 'jim_' || n from generate_series(1, ${RULES}) n;
    commit;`);
});

beforeEach(async () => {
  await setDefaults(0);
});

afterEach(() => {
  Object.assign(slicing, usual);
});

/** The default value of the settings before and after the rules. */
async function setDefaults(value: number): Promise<void> {
  await app.database.sql(`update settings set default_value = '${value}' where name in ('first', 'zero')`);
}

/** Ends each slice after one step, and does something in the middle of the first print. All works wait for it. */
function inTheMiddle(action: () => Promise<void>): { slices: number; done: Promise<void> } {
  const print = { slices: 0, done: Promise.resolve() };
  print.done = new Promise((resolve, reject) => {
    slicing.longestMs = 0;
    slicing.otherWork = async () => {
      if (++print.slices === MIDDLE) await action().then(resolve, reject);
    };
  });
  return print;
}

interface Asked {
  answer: Promise<string>;
  /** Leaves, and waits until the service has noticed. */
  leave(): Promise<void>;
}

/** Sends a request of a client that can leave. The answer is `left` if it does. */
function ask(path: string): Asked {
  const leaving = new AbortController();
  const id = `request-${++requests}`;
  const { signal } = leaving;
  const answer = fetch(heksher.url + path, { signal, headers: { 'X-Request-Id': id } })
    .then((response) => response.text())
    .catch(() => 'left');
  const isLogged = () => app.logs.some(({ message, request_id }) => message === 'request' && request_id === id);
  return {
    answer,
    leave: () => {
      leaving.abort();
      return until(isLogged, 'the end of the request');
    },
  };
}

/** A count of the cache of answers. */
async function count(of: 'hits' | 'misses'): Promise<number> {
  const { text } = await heksher.get('/metrics');
  return new MetricsText(text).value(`heksher_cache_${of}_total`, { cache: 'answers' }) ?? 0;
}

/** Sends a request, and waits until the cache of answers has counted it. */
async function askUntilCounted(path: string, as: 'hits' | 'misses'): Promise<Asked> {
  const before = await count(as);
  const asked = ask(path);
  await until(async () => (await count(as)) > before, `more ${as}`);
  return asked;
}

function defaultsOf(text: string): unknown[] {
  const { settings } = JSON.parse(text) as { settings: Record<string, { default_value: unknown }> };
  return [settings.first?.default_value, settings.zero?.default_value];
}

test.each(['/api/v1/query', '/api/v1/snapshot'])('%s is of one state, also if that changes midway', async (path) => {
  let later: Asked | undefined;
  const print = inTheMiddle(async () => {
    await setDefaults(1);
    later = await askUntilCounted(path, 'misses');
  });

  const first = await ask(path).answer;
  const second = await later?.answer;
  const third = await ask(path).answer;

  expect(print.slices).toBeGreaterThan(MIDDLE);
  expect(defaultsOf(first)).toEqual([0, 0]);
  expect(defaultsOf(second ?? '')).toEqual([1, 1]);
  expect(third).toBe(second);
});

test('an export is of one state, also if that changes midway', async () => {
  const print = inTheMiddle(async () => {
    await setDefaults(1);
    await until(async () => defaultsOf((await heksher.query({ settings: 'first,zero' })).text)[0] === 1, 'the change');
  });

  const first = await ask('/api/v1/export').answer;
  const second = await ask('/api/v1/export').answer;

  expect(print.slices).toBeGreaterThan(MIDDLE);
  expect(defaultsOf(first)).toEqual([0, 0]);
  expect(defaultsOf(second)).toEqual([1, 1]);
});

test.each(['now', 'earlier'])(
  'an answer of the state %s is printed no further when its client has left',
  async (state) => {
    const { body } = await heksher.get('/api/v1/revision');
    const { sequence } = body as { sequence: number };
    const print = inTheMiddle(() => asked.leave());

    const asked = ask(state === 'now' ? '/api/v1/query' : `/api/v1/query?as_of=${sequence}`);
    await print.done;
    await nextIteration();

    expect(await asked.answer).toBe('left');
    expect(print.slices).toBe(MIDDLE);
    expect(app.logs.filter(({ level }) => level === 'error')).toEqual([]);
  },
);

test('a shared answer is printed on when one of two clients has left', async () => {
  let other: Asked | undefined;
  const print = inTheMiddle(async () => {
    other = await askUntilCounted('/api/v1/query', 'hits');
    await asked.leave();
  });

  const asked = ask('/api/v1/query');
  await print.done;

  expect(await asked.answer).toBe('left');
  expect(defaultsOf((await other?.answer) ?? '')).toEqual([0, 0]);
});

test('a client gets its answer if it asks when all others have just left', async () => {
  let other: Asked | undefined;
  const print = inTheMiddle(async () => {
    await asked.leave();
    other = await askUntilCounted('/api/v1/query', 'misses');
  });

  const asked = ask('/api/v1/query');
  await print.done;

  expect(await asked.answer).toBe('left');
  expect(defaultsOf((await other?.answer) ?? '')).toEqual([0, 0]);
});
