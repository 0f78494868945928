import { expect, test } from '@jest/globals';
import type { Request } from 'express';
import { ProblemPresenter } from './problem.presenter.js';
import { plainProblem } from './problem.js';

function problemOf(originalUrl: string, detail = 'no'): { instance: unknown; detail: unknown } {
  const request = { originalUrl } as Request;
  const { body = '' } = new ProblemPresenter().present({ problem: plainProblem(422, detail), request, requestId: '1' });
  return JSON.parse(body) as { instance: unknown; detail: unknown };
}

function instanceOf(originalUrl: string): unknown {
  return problemOf(originalUrl).instance;
}

test('a problem names the URL of its request', () => {
  expect(instanceOf('/api/v1/query?settings=a,b')).toBe('/api/v1/query?settings=a,b');
});

test('a problem names the first 2,000 characters of a longer URL', () => {
  const url = `/api/v1/query?settings=${'a'.repeat(200_000)}`;

  expect(instanceOf(url)).toBe(url.slice(0, 2000));
});

test('a problem shows no token', () => {
  const problem = problemOf('/api/v1/rules?token=hks_planted_s3cret&a=1', 'there is no rule "hks_planted_s3cret"');

  expect(problem).toMatchObject({ instance: '/api/v1/rules?token=hks_…&a=1', detail: 'there is no rule "hks_…"' });
});
