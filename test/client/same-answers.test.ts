import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { t, type AnyContext, type Type } from '@heksher/client';
import { jsonEquals, parseStoredJson, printJson, type JsonObject, type JsonValue } from '@heksher/domain';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { givenClient } from './client.js';

const app = useApp();
const { heksher, given } = app;
const FEATURES = ['f0', 'f1', 'f2', 'f3'] as const;
beforeAll(() => given.features(...FEATURES));

const values = fc.constantFrom('a', 'b', '1', 'a.b@c');
const contexts: fc.Arbitrary<Record<string, string>> = fc.dictionary(fc.constantFrom(...FEATURES), values, {
  noNullPrototype: true,
});
const conditions = contexts.filter((one) => Object.keys(one).length > 0);
const rulesets = fc.record({
  features: fc.subarray([...FEATURES], { minLength: 1 }),
  rules: fc.uniqueArray(conditions, {
    maxLength: 12,
    selector: (one) => JSON.stringify(Object.entries(one).sort()),
  }),
  contexts: fc.array(contexts, { minLength: 1, maxLength: 6 }),
});

test('a client resolves every context as the service does', async () => {
  await fc.assert(
    fc.asyncProperty(rulesets, async ({ features, rules, contexts: asked }) => {
      const client = givenClient({ url: heksher.url, stream: false });
      const size = client.setting({
        name: uniqueName('size'),
        type: t.decimal(),
        configurableFeatures: features as string[],
        defaultValue: '1.50',
      });
      await heksher.declare({ name: size.name, type: 'float', configurable_features: features, default_value: 0 });
      const fitting = rules.filter((rule) => Object.keys(rule).every((one) => (features as string[]).includes(one)));
      for (const [at, feature_values] of fitting.entries()) {
        await given.rule({ setting: size.name, feature_values, value: at });
      }
      await client.start();

      for (const context of asked) {
        const body = { context, settings: [size.name] };
        const answer = (await heksher.post('/api/v1/evaluate', body)).body as Answer;
        const served = answer.settings[size.name];
        const { value, reason, rule } = size.evaluate(context as AnyContext);
        expect([Number(value), reason, rule?.id]).toEqual([served?.value, served?.reason, served?.rule_id]);
      }
      await client.close();
    }),
    { numRuns: 25 },
  );
}, 120_000);

interface Answer {
  settings: Record<string, { value: number; reason: string; rule_id?: number }>;
}

/** A type, and two values of it. */
interface Typed<T> {
  type: Type<T>;
  values: [T, T];
}

const typed = <T>(type: Type<T>, value: fc.Arbitrary<T>): fc.Arbitrary<Typed<unknown>> =>
  fc.tuple(value, value).map((two) => ({ type, values: two }) as unknown as Typed<unknown>);

const texts = fc.string({ maxLength: 10 });
const decimals = fc.constantFrom(
  '0',
  '-0.0',
  '1.50',
  '1e3',
  '0.1000000000000000000001',
  '123456789012345678901234567890',
);
const options = ['a', 'b', 1, 2.5, true] as const;

const typedValues = fc.oneof(
  typed(t.int(), fc.maxSafeInteger()),
  typed(t.bigint(), fc.bigInt()),
  typed(t.float(), fc.double({ noNaN: true, noDefaultInfinity: true })),
  typed(t.decimal(), decimals),
  typed(t.str(), texts),
  typed(t.bool(), fc.boolean()),
  typed(t.enum(...options), fc.constantFrom(...options)),
  typed(
    t.flags(...options),
    fc.subarray([...options]).map((list) => new Set(list)),
  ),
  typed(t.sequence(t.bigint()), fc.array(fc.bigInt(), { maxLength: 3 })),
  typed(t.mapping(t.sequence(t.decimal())), fc.dictionary(texts, fc.array(decimals), { noNullPrototype: true })),
);

test('a client has the values of the service, of every type and with all digits', async () => {
  await fc.assert(
    fc.asyncProperty(typedValues, async ({ type, values: [ofDefault, ofRule] }) => {
      const client = givenClient({ url: heksher.url, stream: false });
      const name = uniqueName('typed');
      const setting = client.setting({ name, type, configurableFeatures: ['f0'], defaultValue: ofDefault });
      await client.start();
      await client.close();
      const rule = { setting: name, feature_values: { f0: 'a' }, value: type.write(ofRule) };
      expect((await heksher.post('/api/v1/rules', printJson(rule))).status).toBe(201);
      const second = givenClient({ url: heksher.url, stream: false });
      const again = second.setting(setting.options);
      await second.start();

      for (const context of [{}, { f0: 'a' }]) {
        const { text } = await heksher.post('/api/v1/evaluate', { context, settings: [name] });
        const served = (parseStoredJson(text) as { settings: Record<string, JsonObject> }).settings[name];
        const { value, reason } = again.evaluate(context);
        expect(reason).toBe(served?.reason);
        expect(jsonEquals(type.write(value), served?.value as JsonValue)).toBe(true);
      }
      await second.close();
    }),
    { numRuns: 40 },
  );
}, 120_000);
