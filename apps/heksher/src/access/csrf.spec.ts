import { expect, test } from '@jest/globals';
import { parsePublicUrl } from '../config/public-url.js';
import { isSameOrigin } from './csrf.js';

const PUBLIC_URL = parsePublicUrl('https://host.example/heksher');

test.each([
  [{ 'sec-fetch-site': 'same-origin' }],
  [{ 'sec-fetch-site': 'same-origin', origin: 'null' }],
  [{ origin: 'https://host.example' }],
])('a request with %j comes from a page of the service', (headers) => {
  expect(isSameOrigin({ headers }, PUBLIC_URL)).toBe(true);
});

test.each([
  [{}],
  [{ 'sec-fetch-site': 'none' }],
  [{ 'sec-fetch-site': 'same-site' }],
  [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  [{ origin: 'null' }],
  [{ origin: 'http://host.example' }],
  [{ origin: 'https://host.example:8443' }],
  [{ origin: 'https://host.example.evil.example' }],
  [{ origin: 'https://sub.host.example', host: 'sub.host.example' }],
])('a request with %j does not', (headers) => {
  expect(isSameOrigin({ headers }, PUBLIC_URL)).toBe(false);
});

test.each([
  ['http://localhost:8888', 'localhost:8888', true],
  ['https://host.example', 'Host.example:443', true],
  ['http://[::1]:8888', '[::1]:8888', true],
  ['http://localhost:8888', 'localhost:9999', false],
  ['ftp://localhost', 'localhost', false],
  ['null', 'null', false],
  ['http://localhost', undefined, false],
])('without a public URL, from the origin %s to the host %s: %s', (origin, host, isSame) => {
  expect(isSameOrigin({ headers: { origin, host } }, undefined)).toBe(isSame);
});
