import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { MetricsText } from '../support/metrics.js';

interface Panel {
  id: number;
  type: string;
  title: string;
  targets?: { expr: string }[];
}

const app = useApp();
let delivered: Set<string>;
let dashboard: { uid: string; panels: Panel[]; templating: { list: { name: string; type: string }[] } };
let alerts: string;
let manual: string;
beforeAll(async () => {
  await app.given.setting();
  await app.heksher.query();
  const { types, samples } = new MetricsText((await app.heksher.get('/metrics')).text);
  delivered = new Set([...types.keys(), ...samples.map(({ name }) => name), 'up']);
  dashboard = JSON.parse(await readFile('docs/grafana-dashboard.json', 'utf8')) as typeof dashboard;
  alerts = await readFile('docs/alerts.yml', 'utf8');
  manual = await readFile('docs/metrics.md', 'utf8');
});

/** The names of metrics in a text, by their prefixes. */
function namesIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:heksher|process|nodejs)_[a-z0-9_]+\b/g) ?? [])];
}

const unknown = (text: string) => namesIn(text).filter((name) => !delivered.has(name));

describe('the dashboard', () => {
  test('the dashboard uses only metrics that exist', () => {
    const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

    expect(expressions.length).toBeGreaterThan(30);
    expect(expressions.filter((expression) => namesIn(expression).length === 0)).toEqual([]);
    expect(unknown(JSON.stringify(dashboard))).toEqual([]);
  });

  test('the dashboard can be imported: each panel has a unique id, and the data source is a variable', () => {
    const ids = dashboard.panels.map(({ id }) => id);

    expect(dashboard.uid).toBe('heksher');
    expect(new Set(ids).size).toBe(ids.length);
    expect(dashboard.templating.list).toContainEqual(
      expect.objectContaining({ name: 'datasource', type: 'datasource' }),
    );
  });
});

describe('the alerts', () => {
  test('the alerts use only metrics that exist', () => {
    const expressions = alerts.match(/^ +expr:/gm) ?? [];

    expect(expressions.length).toBeGreaterThan(8);
    expect(unknown(alerts)).toEqual([]);
  });

  test('the alerts of failures leave out the health, which fails by design', () => {
    const failures = [...alerts.matchAll(/heksher_http_requests_total(\{[^}]*\})?/g)].map(([, labels = '']) => labels);

    expect(failures.length).toBeGreaterThan(1);
    expect(failures.filter((labels) => !labels.includes('route!~"/api/health.*"'))).toEqual([]);
  });

  test('each alert uses metrics that a panel shows', () => {
    const expressions = alerts.match(/^ +expr:[^]*?(?=^ +(for|labels):)/gm) ?? [];
    const shown = namesIn(JSON.stringify(dashboard));

    const names = expressions.flatMap(namesIn);

    expect(names).toContain('heksher_writes_waiting');
    expect(names.filter((name) => !shown.includes(name))).toEqual([]);
  });

  test('the alert on waiting writes explains the same wait as the operations manual', async () => {
    const operations = await readFile('docs/operations.md', 'utf8');
    const [, wait = ''] = /\| a write, .*? +\| ([\d.]+ s) /.exec(operations) ?? [];

    const [explained = ''] = /^\| `HeksherWritesWaiting`.*$/m.exec(manual) ?? [];

    expect(wait).not.toBe('');
    expect(explained).toContain(` ${wait} is 503`);
  });

  test('the manual explains every alert', () => {
    const names = [...alerts.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name);

    expect(names.filter((name) => !manual.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the manual', () => {
  // test/faults/standby.test.ts reads those that only a service with a standby has.
  const withoutStandby = () => namesIn(manual).filter((name) => !name.startsWith('heksher_standby_'));

  test('the manual names only metrics that exist', () => {
    expect(withoutStandby().filter((name) => !delivered.has(name))).toEqual([]);
  });

  test("the manual explains all of the service's own metrics", () => {
    const ours = [...delivered].filter((name) => name.startsWith('heksher_') && !/_(bucket|sum|count)$/.test(name));

    const named = withoutStandby().filter((name) => name.startsWith('heksher_'));
    expect(named.sort()).toEqual(ours.sort());
  });
});
