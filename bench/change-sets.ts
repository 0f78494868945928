import type { Sample } from './load.js';

const SETTING = 'bench_change_sets';

/**
 * Applies change sets of so many rules, one after another, each to the same setting with other values: the first adds the
 * rules. The setting is gone afterwards.
 */
export async function applySets(url: string, seconds: number, operations: number): Promise<Sample> {
  const feature = 'account';
  await apply(url, [
    { op: 'setting.delete', setting: SETTING, if_exists: true },
    { op: 'setting.declare', name: SETTING, type: 'int', default_value: 0, configurable_features: [feature] },
  ]);
  const sample: Sample = { seconds: 0, times: [], errors: 0 };
  const start = performance.now();
  for (let round = 0; sample.seconds < seconds; round++) {
    const rules = Array.from({ length: operations }, (_, n) => ({
      op: 'rule.set',
      setting: SETTING,
      feature_values: { [feature]: `made_${n}` },
      value: n + round + 1,
    }));
    const sent = performance.now();
    if (!(await apply(url, rules))) sample.errors++;
    sample.times.push(performance.now() - sent);
    sample.seconds = (performance.now() - start) / 1000;
  }
  await apply(url, [{ op: 'setting.delete', setting: SETTING }]);
  return sample;
}

async function apply(url: string, operations: readonly object[]): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/change_sets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operations }),
  });
  await answer.arrayBuffer();
  return answer.ok;
}
