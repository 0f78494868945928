import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { at10Minutes, testRules, testWithPromtool } from '../support/promtool.js';

const ALERTS = resolve('docs/alerts.yml');

const labelled = (name: string, labels = '') => `${name}{job="heksher",instance="a"${labels}}`;

const requests = (status: number, values: string) => ({
  series: labelled('heksher_http_requests_total', `,method="GET",route="/api/v1/query",status="${status}"`),
  values,
});

const bucket = (le: string, values: string) => ({
  series: labelled('heksher_http_request_duration_seconds_bucket', `,le="${le}"`),
  values,
});

/** The series of a service for which an alert fires within 15 minutes. */
const FIRING: Record<string, { series: string; values: string }[]> = {
  HeksherDown: [{ series: labelled('up'), values: '0x20' }],
  HeksherGone: [{ series: labelled('up'), values: '1x20' }],
  HeksherNotReady: [{ series: labelled('heksher_ready'), values: '0x20' }],
  HeksherDatabaseUnreachable: [{ series: labelled('heksher_database_up'), values: '0x20' }],
  HeksherStateOld: [
    { series: labelled('heksher_state_age_seconds'), values: '0+60x20' },
    { series: labelled('heksher_head_reads_failed_total'), values: '0+5x20' },
  ],
  HeksherErrors: [requests(200, '0+98x20'), requests(503, '0+2x20')],
  HeksherSlow: [bucket('0.5', '0+9x20'), bucket('1', '0+10x20'), bucket('+Inf', '0+10x20')],
  HeksherWritesWaiting: [{ series: labelled('heksher_writes_waiting'), values: '1x20' }],
  HeksherEventLoopLag: [{ series: labelled('nodejs_eventloop_lag_p99_seconds'), values: '0.5x20' }],
  HeksherMemory: [{ series: labelled('process_resident_memory_bytes'), values: '1073741824x20' }],
  HeksherStreamsCutOff: [{ series: labelled('heksher_streams_cut_off_total'), values: '0+1x20' }],
};

test('every alert is known here', () => {
  const names = [...readFileSync(ALERTS, 'utf8').matchAll(/alert: (\w+)/g)].map(([, name]) => name);

  expect(names.sort()).toEqual(Object.keys(FIRING).sort());
});

testWithPromtool.each(Object.entries(FIRING))('%s fires for what it is about', async (name, input_series) => {
  const firing = `count(ALERTS{alertname="${name}", alertstate="firing"})`;
  const expected = at10Minutes(firing, [{ labels: '{}', value: 1 }]);

  const { code, output } = await testRules({
    rule_files: [ALERTS],
    tests: [{ interval: '1m', input_series, promql_expr_test: [{ ...expected, eval_time: '15m' }] }],
  });

  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
});
