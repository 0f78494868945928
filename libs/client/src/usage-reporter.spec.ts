import { expect, test } from '@jest/globals';
import { Gets } from './gets.js';
import { HeksherClient, t } from './index.js';

interface Report {
  client: string;
  from: string;
  to: string;
  settings: { name: string; gets: number; rules: Record<string, number> }[];
}

/** A service that knows the setting `size`, and answers reports with these statuses in turn, and then with 204. */
function givenService(...statuses: number[]) {
  const reports: Report[] = [];
  let rules: unknown[] = [[1, { user: 'jim' }, 8]];
  const fetching: typeof fetch = async (url, init) => {
    const { pathname } = new URL(String(url));
    if (pathname.endsWith('/usage')) {
      reports.push(JSON.parse(String(init?.body)) as Report);
      return new Response(null, { status: statuses.shift() ?? 204 });
    }
    if (pathname.endsWith('/declare')) return Response.json({ outcome: 'uptodate' });
    const size = { name: 'size', configurable_features: ['user'], default_value: 7, rules };
    return Response.json({ sequence: 4, context_features: ['user'], settings: { size } });
  };
  return { reports, fetching, setRules: (next: unknown[]) => void (rules = next) };
}

function givenClient(fetching: typeof fetch, options: { reportUsage?: boolean } = {}, reporting = 5) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const all = { url: 'http://heksher', program: 'shop/1', stream: false, fetch: fetching, onError, ...options };
  const client = new HeksherClient(all, { reporting });
  const size = client.setting({ name: 'size', type: t.int(), configurableFeatures: ['user'], defaultValue: 50 });
  return { client, size, errors };
}

const settingsOf = (reports: readonly Report[]) => reports.map(({ settings }) => settings);
const NEVER = 1_000_000;

test('a client reports what the program has got, and which rules have won', async () => {
  const { reports, fetching } = givenService();
  const { client, size } = givenClient(fetching, {}, NEVER);
  await client.start();
  for (const user of ['jim', 'jim', 'ann']) size.get({ user });
  size.evaluate({ user: 'jim' });
  await client.close();

  expect(reports).toEqual([
    {
      client: 'shop/1',
      from: expect.stringMatching(/Z$/),
      to: expect.stringMatching(/Z$/),
      settings: [{ name: 'size', gets: 4, rules: { 1: 3 } }],
    },
  ]);
});

test('what was got before a change of the setting is reported, too', async () => {
  const { reports, fetching, setRules } = givenService();
  const { client, size } = givenClient(fetching, {}, NEVER);
  await client.start();
  size.get({ user: 'jim' });
  setRules([[2, { user: 'jim' }, 9]]);
  await client.reload();
  size.get({ user: 'jim' });
  await client.close();

  expect(settingsOf(reports)).toEqual([[{ name: 'size', gets: 2, rules: { 1: 1, 2: 1 } }]]);
});

test('a report that fails is sent again with what has come since', async () => {
  const { reports, fetching } = givenService(503);
  const { client, size, errors } = givenClient(fetching);
  await client.start();
  size.get({ user: 'jim' });
  await until(() => reports.length >= 1);
  size.get();
  await client.close();

  const last = reports.at(-1)?.settings;
  expect(settingsOf(reports)[0]).toEqual([{ name: 'size', gets: 1, rules: { 1: 1 } }]);
  expect(
    reports
      .slice(1)
      .flatMap(({ settings }) => settings)
      .reduce((sum, { gets }) => sum + gets, 0),
  ).toBe(2);
  expect(last?.every(({ name }) => name === 'size')).toBe(true);
  expect(errors.map(String)).toEqual(['RefusedRequest: the service has answered 503']);
});

test.each([401, 403, 404, 405])(
  'a client that is refused with %i reports no more, and says nothing',
  async (status) => {
    const { reports, fetching } = givenService(status);
    const { client, size, errors } = givenClient(fetching);
    await client.start();
    size.get();
    await until(() => reports.length === 1);
    size.get();
    await client.close();

    expect(reports).toHaveLength(1);
    expect(errors).toEqual([]);
  },
);

test('nothing is reported if nothing was got, or if the program does not want it', async () => {
  const { reports, fetching } = givenService();
  const unused = givenClient(fetching);
  const silent = givenClient(fetching, { reportUsage: false });
  for (const { client } of [unused, silent]) await client.start();
  silent.size.get();
  for (const { client } of [unused, silent]) await client.close();

  expect(reports).toEqual([]);
});

test('counts that are taken out and put back are the same', () => {
  const gets = new Gets();
  gets.add('size', 1, 3);
  gets.add('size', undefined, 2);
  gets.add('speed', undefined, 1);
  const taken = gets.takeSome(1);
  const rest = gets.takeSome(10);
  gets.putBack(taken);

  expect(rest).toEqual([{ name: 'speed', gets: 1, rules: {} }]);
  expect(gets.takeSome(10)).toEqual([{ name: 'size', gets: 5, rules: { 1: 3 } }]);
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
