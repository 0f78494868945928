import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HeksherClient, Setting } from '@heksher/client';
import { jsonEquals, parseStoredJson, type JsonValue } from '@heksher/domain';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { until } from '../support/until.js';
import { givenClient } from './client.js';
import { Changes, FEATURES, contexts, steps, type Context, type Step } from './steps.js';
import { typedValues, type Typed } from './typed-values.js';

const RUNS = 20;

const app = useApp();
const { heksher, given } = app;
beforeAll(() => given.features(...FEATURES));

/** A setting in a client, and what it was declared with. */
interface Followed {
  name: string;
  typed: Typed;
  setting: Setting<unknown, string>;
}

/** A client of some settings. The first of them is declared by two of its names. */
async function givenFollower(all: readonly Typed[]): Promise<{ client: HeksherClient; followed: Followed[] }> {
  const client = givenClient({ url: heksher.url });
  const [first] = all;
  const [name, alias] = [uniqueName('first'), uniqueName('alias')];
  const declare = (named: string, typed: Typed): Followed => ({
    name: named,
    typed,
    setting: client.setting({
      name: named,
      type: typed.type,
      configurableFeatures: FEATURES as readonly string[],
      defaultValue: typed.values[0],
    }),
  });
  const others = all.map((typed, at) => declare(at === 0 ? name : uniqueName('size'), typed));
  const followed = first ? [...others, declare(alias, first)] : others;
  await client.start();
  await heksher.addAlias(name, alias);
  return { client, followed };
}

interface Served {
  value: JsonValue;
  reason: string;
  rule_id?: number;
  explanation: { rule_id: number; outcome: string }[];
}

/** What the service evaluates; undefined if it has no such setting. */
async function serve(name: string, context: Context): Promise<Served | undefined> {
  const { status, text } = await heksher.post('/api/v1/evaluate', { context, settings: [name], explain: true });
  if (status === 404) return undefined;
  return (parseStoredJson(text) as unknown as { settings: Record<string, Served> }).settings[name];
}

async function expectTheSame({ name, typed, setting }: Followed, context: Context): Promise<void> {
  const served = await serve(name, context);
  const { value, reason, rule, rules } = setting.explain(context);

  const expected = served ?? { value: typed.type.write(typed.values[0]), reason: 'default', explanation: [] };
  expect({ reason, rule: rule?.id, rules: rules.map(({ id, outcome }) => [id, outcome.kind]) }).toEqual({
    reason: expected.reason,
    rule: served?.rule_id,
    rules: expected.explanation.map(({ rule_id, outcome }) => [rule_id, outcome]),
  });
  expect([setting.get(context), setting.evaluate(context).value]).toEqual([value, value]);
  if (!jsonEquals(typed.type.write(value), expected.value)) expect(typed.type.write(value)).toEqual(expected.value);
}

/** Waits until a client has read the newest state. */
async function followsTheNewest(client: HeksherClient): Promise<void> {
  const { sequence } = (await heksher.get('/api/v1/revision')).body as { sequence: number };
  await until(
    () => (client.status.sequence ?? 0) >= sequence,
    () => `${sequence} in ${JSON.stringify(client.status)}`,
  );
}

const scenarios = fc.record({
  settings: fc.array(typedValues, { minLength: 1, maxLength: 3 }),
  changes: fc.array(fc.array(steps, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
  asked: fc.array(contexts, { minLength: 1, maxLength: 3 }),
});

test('after any changes, by the API and by other programs, a client evaluates as the service does', async () => {
  const made = new Set<Step['kind']>();
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ settings, changes, asked }) => {
      const { client, followed } = await givenFollower(settings);
      const history = new Changes(app, followed);
      for (const some of changes) {
        for (const step of some) if (await history.make(step)) made.add(step.kind);
        await followsTheNewest(client);
        for (const one of followed) for (const context of asked) await expectTheSame(one, context);
      }
      await client.close();
    }),
    { numRuns: RUNS },
  );

  expect(made.size).toBeGreaterThan(8); // most kinds of changes were accepted
});
