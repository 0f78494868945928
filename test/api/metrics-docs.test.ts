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

/** The names of metrics in a text: what has a prefix of ours, or of the process'. */
function namesIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:heksher|process|nodejs)_[a-z0-9_]+\b/g) ?? [])];
}

const unknown = (text: string) => namesIn(text).filter((name) => !delivered.has(name));

describe('the dashboard', () => {
  test('the dashboard shows only what is measured', () => {
    const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

    expect(expressions.length).toBeGreaterThan(30);
    expect(expressions.filter((expression) => namesIn(expression).length === 0)).toEqual([]);
    expect(unknown(JSON.stringify(dashboard))).toEqual([]);
  });

  test('the dashboard can be imported: each panel has an id of its own, and the data source is chosen', () => {
    const ids = dashboard.panels.map(({ id }) => id);

    expect(dashboard.uid).toBe('heksher');
    expect(new Set(ids).size).toBe(ids.length);
    expect(dashboard.templating.list).toContainEqual(
      expect.objectContaining({ name: 'datasource', type: 'datasource' }),
    );
  });
});

describe('the alerts', () => {
  test('the alerts are of what is measured', () => {
    const expressions = alerts.match(/^ +expr:/gm) ?? [];

    expect(expressions.length).toBeGreaterThan(8);
    expect(unknown(alerts)).toEqual([]);
  });

  test('the alerts of failures leave out the health, which fails by design', () => {
    const failures = [...alerts.matchAll(/heksher_http_requests_total(\{[^}]*\})?/g)].map(([, labels = '']) => labels);

    expect(failures.length).toBeGreaterThan(1);
    expect(failures.filter((labels) => !labels.includes('route!~"/api/health.*"'))).toEqual([]);
  });

  test('the alerts are each of what a panel shows', () => {
    const expressions = alerts.match(/^ +expr:[^]*?(?=^ +(for|labels):)/gm) ?? [];
    const shown = namesIn(JSON.stringify(dashboard));

    const names = expressions.flatMap(namesIn);

    expect(names).toContain('heksher_writes_waiting');
    expect(names.filter((name) => !shown.includes(name))).toEqual([]);
  });

  test('the alerts tell the wait that the manual of operation tells', async () => {
    const operations = await readFile('docs/operations.md', 'utf8');
    const [, wait = ''] = /\| a write, .*? +\| ([\d.]+ s) /.exec(operations) ?? [];

    const [explained = ''] = /^\| `HeksherWritesWaiting`.*$/m.exec(manual) ?? [];

    expect(wait).not.toBe('');
    expect(explained).toContain(` ${wait} is 503`);
  });

  test('the alerts are all explained', () => {
    const names = [...alerts.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name);

    expect(names.filter((name) => !manual.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the manual', () => {
  test('the manual explains all that is measured of the service, and nothing else', () => {
    const ours = [...delivered].filter((name) => name.startsWith('heksher_') && !/_(bucket|sum|count)$/.test(name));

    expect(namesIn(manual).sort()).toEqual(ours.sort());
  });
});
