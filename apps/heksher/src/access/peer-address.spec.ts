import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { parseTrustedProxies } from '../config/trusted-proxies.js';
import { peerAddress } from './peer-address.js';

const PROXIES = parseTrustedProxies('loopback,10.0.0.0/8');
const requestFrom = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

test.each([
  ['192.0.2.1', undefined, '192.0.2.1'],
  ['192.0.2.1', '192.0.2.9', '192.0.2.1'],
  ['127.0.0.1', undefined, '127.0.0.1'],
  ['127.0.0.1', '192.0.2.9', '192.0.2.9'],
  ['127.0.0.1', '192.0.2.66, 192.0.2.9, 10.0.0.3', '192.0.2.9'],
  ['127.0.0.1', 'nonsense', '127.0.0.1'],
  ['127.0.0.1', '10.0.0.4', '10.0.0.4'],
])('from %s with X-Forwarded-For %s it is %s', (remote, forwarded, address) => {
  expect(peerAddress(requestFrom(remote, forwarded), PROXIES)).toBe(address);
});

test('without trusted proxies it is the peer', () => {
  expect(peerAddress(requestFrom('127.0.0.1', '192.0.2.9'), undefined)).toBe('127.0.0.1');
});
