import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { t, type AnyContext } from '@heksher/client';
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
