import { expect, test } from '@jest/globals';
import { readNextPath } from './next-path.js';

test.each(['/', '/docs', '/ui/settings?q=a#b', '/redoc/', '/a//b', '/größe'])(
  '%j is a path of this service',
  (path) => {
    expect(readNextPath(path, '/ui/')).toBe(path);
  },
);

test.each([
  undefined,
  '',
  ['/docs'],
  'docs',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' //evil.example',
  'javascript:alert(1)',
  '/auth/login?next=/docs',
  '/AUTH/login',
  `/${'a'.repeat(1000)}`,
])('%j leads to the default', (text) => {
  expect(readNextPath(text, '/ui/')).toBe('/ui/');
});
