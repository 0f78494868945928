import { expect } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HeksherConfig } from '../../apps/heksher/src/config/config.js';
import { serve, type Service } from '../support/app.js';
import { Given, uniqueName } from '../support/given.js';
import { Heksher, type Answer } from '../support/heksher.js';
import { answered } from '../support/until.js';

/** Every request is answered within this time, whatever the database does. */
export const REFUSED_WITHIN_MS = 5000;
export const UNWELL_WITHIN_MS = 6000;
export const SERVED_WITHIN_MS = 2000;

/** A service with a setting and a rule to ask for. */
export interface Subject {
  heksher: Heksher;
  feature: string;
  setting: string;
  rule: number;
}

/** Creates a setting with a rule. */
export async function givenSubject(url: string): Promise<Subject> {
  const heksher = new Heksher(url);
  const given = new Given(heksher);
  const feature = await given.feature();
  const { name: setting } = await given.setting({ configurable_features: [feature], default_value: 1 });
  const rule = await given.rule({ setting, feature_values: { [feature]: 'x' }, value: 2, metadata: { by: 'jim' } });
  return { heksher, feature, setting, rule };
}

/** Starts a service with the fast lane, as in production, and sends each request once. */
export async function startSubject(
  url: string,
  { logs = [], ...overrides }: Partial<HeksherConfig> & { logs?: Record<string, unknown>[] } = {},
): Promise<{ service: Service; subject: Subject }> {
  const service = await serve(url, logs, { logLevel: 'info', ...overrides });
  const subject = await givenSubject(service.url);
  expectServed(await send(subject));
  return { service, subject };
}

type Request = (subject: Subject) => Promise<Answer>;

/** Requests that may be answered from memory while the database is away. */
export const STALE_READS: Record<string, Request> = {
  query: ({ heksher, setting }) => heksher.query({ settings: setting }),
  'evaluate by URL': ({ heksher, setting, feature }) =>
    heksher.get(`/api/v1/evaluate?settings=${setting}&context=${feature}:x`),
  evaluate: ({ heksher, setting, feature }) =>
    heksher.post('/api/v1/evaluate', { settings: [setting], context: { [feature]: 'x' } }),
  flag: ({ heksher, setting, feature }) =>
    heksher.post(`/ofrep/v1/evaluate/flags/${setting}`, { context: { [feature]: 'x' } }),
  flags: ({ heksher, setting, feature }) =>
    heksher.post(`/ofrep/v1/evaluate/flags?settings=${setting}`, { context: { [feature]: 'x' } }),
};

/** Requests that always need the database. */
export const FRESH_READS: Record<string, Request> = {
  settings: ({ heksher }) => heksher.settings(),
  setting: ({ heksher, setting }) => heksher.setting(setting),
  rule: ({ heksher, rule }) => heksher.rule(rule),
  features: ({ heksher }) => heksher.features(),
  changes: ({ heksher }) => heksher.get('/api/v1/changes'),
  'declaration that changes nothing': ({ heksher, setting, feature }) =>
    heksher.declare({ name: setting, configurable_features: [feature], type: 'int', default_value: 1 }),
};

export const WRITES: Record<string, Request> = {
  'new rule': ({ heksher, setting, feature }) =>
    heksher.addRule({ setting, feature_values: { [feature]: uniqueName('value') }, value: 3 }),
  'new value': ({ heksher, rule }) => heksher.setRuleValue(rule, 2),
  'new feature': ({ heksher }) => heksher.addFeature(uniqueName('feature')),
  'new setting': ({ heksher, feature }) =>
    heksher.declare({ name: uniqueName('new'), configurable_features: [feature], type: 'int', default_value: 0 }),
};

export const ALL = { ...STALE_READS, ...FRESH_READS, ...WRITES };

export interface Timed {
  name: string;
  answer: Answer;
  ms: number;
}

/** Sends requests, all at once. */
export async function send(subject: Subject, requests: Record<string, Request> = ALL): Promise<Timed[]> {
  return Promise.all(
    Object.entries(requests).map(async ([name, request]) => {
      const began = performance.now();
      const answer = await request(subject);
      return { name, answer, ms: performance.now() - began };
    }),
  );
}

/** Expects each answer to say in time that the database is away: with 503, or with 500 on OFREP's routes. */
export function expectRefused(answers: readonly Timed[]): void {
  for (const { name, answer, ms } of answers) {
    const status = name.startsWith('flag') ? 500 : 503;
    expect({ name, status: answer.status, after: answer.headers.get('retry-after') }).toEqual({
      name,
      status,
      after: '1',
    });
    expect({ name, isInTime: ms < REFUSED_WITHIN_MS, ms }).toEqual({ name, isInTime: true, ms });
  }
}

export function expectServed(answers: readonly Timed[]): void {
  const refused = answers.filter(({ answer }) => answer.status >= 300);
  expect(refused.map(({ name, answer }) => [name, answer.status, answer.text])).toEqual([]);
}

/** Waits until the health has a status. */
export async function untilHealth(heksher: Heksher, status: number, withinMs: number): Promise<void> {
  await answered(() => heksher.get('/api/health'), status, withinMs);
}

/** Expects every request and the health to succeed again soon. */
export async function expectRecovery(subject: Subject): Promise<void> {
  const began = performance.now();
  for (let answers: Timed[]; ; await sleep(50)) {
    answers = await send(subject);
    if (answers.every(({ answer }) => answer.status < 300)) break;
    if (performance.now() - began > SERVED_WITHIN_MS) expectServed(answers);
  }
  expect(performance.now() - began).toBeLessThan(SERVED_WITHIN_MS + 500);
  await untilHealth(subject.heksher, 200, SERVED_WITHIN_MS);
}
