import { expect, test } from '@jest/globals';
import { redactReport } from './error-reports.js';

test('a report has no secrets', () => {
  const report = {
    exception: { values: [{ type: 'Error', value: 'no token hks_planted_s3cret' }] },
    request: { headers: { authorization: 'Bearer s3cret', host: 'h' }, cookies: 'heksher_session=s3cret' },
    breadcrumbs: [{ data: { url: 'https://sso.example/token?client_secret=s3cret' } }],
  };

  const redacted = redactReport(report);

  expect(redacted).toEqual({
    exception: { values: [{ type: 'Error', value: 'no token hks_…' }] },
    request: { headers: { authorization: '***', host: 'h' }, cookies: 'heksher_session=***' },
    breadcrumbs: [{ data: { url: 'https://sso.example/token?client_secret=***' } }],
  });
});

test('a report keeps what Sentry needs for itself', () => {
  const scope = { a: () => 1 };

  expect(redactReport({ sdkProcessingMetadata: { scope } }).sdkProcessingMetadata.scope).toBe(scope);
});
