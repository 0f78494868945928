import { beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { BulkFastHandler } from '../../apps/heksher/src/ofrep/bulk.fast-handler.js';
import { useApp } from '../support/app.js';
import type { Heksher } from '../support/heksher.js';

const FLAGS = '/ofrep/v1/evaluate/flags';
const FEATURES = ['environment', 'user', 'theme'];
const VALUES = ['a', 'b', 'c'];
const KEYS = ['s0', 's1', 's2', 's3', 'old0', 'old-1', 'nobody', 'ä'];
const OPTIONS = { targetingKeyFeature: 'user', areReasonsStrict: true, areStreamsOffered: true };

/** A service that answers in front of Express. */
const app = useApp({ logLevel: 'info', corsOrigins: ['https://app.example'], ofrep: OPTIONS });
/** A service that answers all requests with Express. */
let usual: Heksher;
beforeAll(async () => {
  usual = await app.replica({ logLevel: 'debug' });
  await app.given.features(...FEATURES);
  const configurable_features = FEATURES;
  await app.given.setting({ name: 's0', configurable_features });
  await app.given.setting({ name: 's1', configurable_features, type: 'float', default_value: 1 });
  await app.given.setting({ name: 's2', configurable_features, type: 'str', default_value: 'Ä"\u2028' });
  await app.given.setting({ name: 's3', configurable_features: ['theme'] });
  await app.heksher.addAlias('s0', 'old0');
  await app.heksher.addAlias('s1', 'old-1');
});

const given = fc.constantFrom(...VALUES);
const conditions = fc.record({ environment: given, user: given, theme: given }, { requiredKeys: [] });
const change = fc.oneof(
  fc.record({ setting: fc.constantFrom('s0', 's1'), conditions, value: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ deleted: fc.nat() }),
  fc.record({ alias: fc.constantFrom('old0', 'old-1') }),
);
const attribute = fc.oneof(given, fc.constantFrom(true, 1, null));
const asked = fc.record({
  context: fc.record(
    { environment: attribute, user: attribute, theme: attribute, targetingKey: attribute },
    { requiredKeys: [] },
  ),
  selection: fc.record(
    {
      settings: fc.array(fc.constantFrom(...KEYS)).map((keys) => keys.join()),
      prefix: fc.constantFrom('', 's', 'old', 'x'),
    },
    { requiredKeys: [] },
  ),
  origin: fc.constantFrom(undefined, 'https://app.example', 'https://other.example'),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;
type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;

const rules: number[] = [];

/** Changes something. What is refused, such as a second rule for the same conditions, changes nothing. */
async function make(one: Change): Promise<void> {
  if ('setting' in one) {
    const { setting, conditions: feature_values, value } = one;
    const { status, body } = await app.heksher.addRule({ setting, feature_values, value });
    if (status === 201) rules.push((body as { rule_id: number }).rule_id);
  } else if ('deleted' in one) {
    const [id] = rules.splice(one.deleted % (rules.length + 1), 1);
    if (id !== undefined) await app.heksher.deleteRule(id);
  } else {
    const setting = one.alias === 'old0' ? 's0' : 's1';
    const { status } = await app.heksher.removeAlias(setting, one.alias);
    if (status >= 400) await app.heksher.addAlias(setting, one.alias);
  }
}

async function ask(heksher: Heksher, { context, selection, origin }: Asked, etag?: string) {
  const path = `${FLAGS}?${new URLSearchParams(selection)}`;
  const { status, headers, text } = await heksher.send(
    'POST',
    path,
    { context },
    {
      'X-Request-Id': 'same',
      ...(origin === undefined ? {} : { Origin: origin }),
      ...(etag === undefined ? {} : { 'If-None-Match': etag }),
    },
  );
  return { status, text, headers: Object.fromEntries([...headers].filter(([name]) => name !== 'date')) };
}

test('the fast lane and Express answer many flags alike, and equal tags mean equal bytes', async () => {
  const answered = jest.spyOn(BulkFastHandler.prototype, 'answer');
  const bodies = new Map<string, string>();
  const tags = new Map<string, string>();
  await fc.assert(
    fc.asyncProperty(change, fc.array(asked, { minLength: 1, maxLength: 4 }), async (changed, requests) => {
      await make(changed);
      for (const request of requests) {
        const [slow, loaded, fast] = [
          await ask(usual, request),
          await ask(app.heksher, request),
          await ask(app.heksher, request),
        ];
        const { etag = '' } = slow.headers;
        expect(loaded).toEqual(slow);
        expect(fast).toEqual(slow);
        expect([bodies.get(etag) ?? slow.text, tags.get(slow.text) ?? etag]).toEqual([slow.text, etag]);
        bodies.set(etag, slow.text);
        tags.set(slow.text, etag);

        const unchanged = await ask(app.heksher, request, etag);
        expect(unchanged).toEqual(await ask(usual, request, etag));
        expect([unchanged.status, unchanged.text]).toEqual([304, '']);
      }
    }),
    { numRuns: 60 },
  );

  const fast = answered.mock.results.filter(({ value }) => value !== undefined);
  answered.mockRestore();
  expect(fast.length).toBeGreaterThan(100);
  expect(bodies.size).toBeGreaterThan(20);
});
