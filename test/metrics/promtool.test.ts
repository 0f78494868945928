import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { MetricsText } from '../support/metrics.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { at10Minutes, promtool, testRules, testWithPromtool } from '../support/promtool.js';
import { start } from '../support/service-process.js';

jest.setTimeout(60_000); // starting a process is slow while others start

/** prom-client makes these metrics of Node.js, and names them. */
const NOT_OURS = /^(nodejs|process)_/;

const ALERTS = resolve('docs/alerts.yml');

interface Panel {
  type: string;
  title: string;
  targets?: { refId: string; expr: string }[];
}

let database: TestDatabase;
let scrape: string;
let panels: Panel[];
beforeAll(async () => {
  database = await createDatabase();
  scrape = await scrapeHealthyService();
  ({ panels } = JSON.parse(await readFile('docs/grafana-dashboard.json', 'utf8')) as { panels: Panel[] });
});
afterAll(() => database.drop());

/**
 * The metrics of a built service that has answered some requests without a failure, and has collected garbage: before
 * that, Node.js has no metrics of it.
 */
async function scrapeHealthyService(): Promise<string> {
  const service = start({ HEKSHER_DB_CONNECTION_STRING: database.url });
  const heksher = await service.listening();
  await heksher.query();
  await heksher.query();
  await heksher.get('/metrics');
  let text = '';
  while (!text.includes('nodejs_gc_duration_seconds_sum{')) ({ text } = await heksher.get('/metrics'));
  await service.stop();
  return text;
}

/** The scrape as series of a rule test: gauges stay as they are, counters grow by their value every minute. */
function seriesOf(text: string): { series: string; values: string }[] {
  const { types, samples } = new MetricsText(text);
  return samples
    .filter(({ value }) => Number.isFinite(value))
    .map(({ name, labels, value }) => {
      const all = { ...labels, job: 'heksher', instance: 'a' };
      const written = Object.entries(all).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
      const isGauge = types.get(name) === 'gauge';
      return { series: `${name}{${written.join(',')}}`, values: `${value}+${isGauge ? 0 : value}x20` };
    });
}

const expressionOf = (expr: string) =>
  expr.replaceAll('$job', '.+').replaceAll('$instance', '.+').replaceAll('$__rate_interval', '5m');

testWithPromtool('promtool finds no fault in the metrics that are ours', () => {
  const { output } = promtool(['check', 'metrics'], scrape);

  const faults = output.split('\n').filter((line) => line !== '' && !NOT_OURS.test(line));
  expect(faults).toEqual([]);
});

testWithPromtool('promtool finds no fault in the alerts', () => {
  const { code, output } = promtool(['check', 'rules', '--lint=all', '--lint-fatal', ALERTS]);

  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
});

testWithPromtool('every panel of the dashboard shows a number for a healthy service', async () => {
  const shown = panels.flatMap(({ targets = [] }) =>
    // No number is below negative infinity. NaN is dropped, because it compares as false.
    targets.length > 0 ? [targets.map(({ expr }) => `((${expressionOf(expr)}) >= -Inf)`).join(' or ')] : [],
  );

  const { code, output } = await testRules({
    tests: [
      {
        interval: '1m',
        input_series: seriesOf(scrape),
        promql_expr_test: shown.map((expr) => at10Minutes(`absent(${expr})`, [])),
      },
    ],
  });

  expect(shown.length).toBeGreaterThan(25);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
});

testWithPromtool('the failures are 0 for a healthy service, and for one that nobody asks', async () => {
  const [{ expr = '' } = {}] = panels.find(({ title }) => title === 'Failures')?.targets ?? [];
  const zero = [at10Minutes(expressionOf(expr), [{ labels: '{}', value: 0 }])];

  const { code, output } = await testRules({
    tests: [
      { interval: '1m', input_series: seriesOf(scrape), promql_expr_test: zero },
      { interval: '1m', input_series: [], promql_expr_test: zero },
    ],
  });

  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
});

testWithPromtool('the failures are the share of answers that are 5xx', async () => {
  const [{ expr = '' } = {}] = panels.find(({ title }) => title === 'Failures')?.targets ?? [];
  const of = (status: number, each: number, route = '/api/v1/query') => ({
    series: `heksher_http_requests_total{job="heksher",instance="a",method="GET",route="${route}",status="${status}"}`,
    values: `0+${each}x20`,
  });

  const { code, output } = await testRules({
    tests: [
      {
        interval: '1m',
        input_series: [of(200, 6), of(503, 2), of(500, 8, '/api/health')],
        promql_expr_test: [at10Minutes(expressionOf(expr), [{ labels: '{}', value: 0.25 }])],
      },
    ],
  });

  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
});

testWithPromtool('no alert fires for a healthy service', async () => {
  const up = { series: 'up{job="heksher",instance="a"}', values: '1x20' };

  const { code, output } = await testRules({
    rule_files: [ALERTS],
    tests: [{ interval: '1m', input_series: [up, ...seriesOf(scrape)], promql_expr_test: [at10Minutes('ALERTS', [])] }],
  });

  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
});
