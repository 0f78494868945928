import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { planTls } from './tls.js';

const directory = mkdtempSync(join(tmpdir(), 'heksher-tls-'));
const certificate = join(directory, 'server.crt');
const key = join(directory, 'server.key');
const garbage = join(directory, 'garbage');
execFileSync(
  'openssl',
  [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-keyout', key, '-out', certificate],
  ],
  { stdio: 'ignore' },
);
writeFileSync(garbage, 'no certificate');
afterAll(() => rmSync(directory, { recursive: true }));

const plan = (parameters: Record<string, string>) => planTls(new Map(Object.entries(parameters)));

describe('sslmode', () => {
  test.each([
    [{}, ['offered', 'none']],
    [{ sslmode: 'disable' }, ['none']],
    [{ sslmode: 'allow' }, ['none', 'tls']],
    [{ sslmode: 'prefer' }, ['offered', 'none']],
    [{ sslmode: 'require' }, ['tls']],
    [{ ssl: 'true' }, ['tls']],
    [{ sslmode: 'verify-ca', sslrootcert: certificate }, ['tls']],
    [{ sslrootcert: 'system' }, ['tls']],
  ])('sslmode decides with which encryption a server is tried: %j', (parameters, encryptions) => {
    expect(plan(parameters).encryptions).toEqual(encryptions);
  });

  test('sslmode decides how a certificate is checked', () => {
    const checks = (parameters: Record<string, string>) => {
      const { rejectUnauthorized, checkServerIdentity } = plan(parameters).options;
      return { isChecked: rejectUnauthorized !== false, isNameChecked: checkServerIdentity === undefined };
    };

    expect(checks({ sslmode: 'prefer', sslrootcert: certificate }).isChecked).toBe(false);
    expect(checks({ sslmode: 'require' }).isChecked).toBe(false);
    expect(checks({ sslmode: 'require', sslrootcert: certificate })).toEqual({ isChecked: true, isNameChecked: false });
    expect(checks({ sslmode: 'verify-ca', sslrootcert: certificate })).toEqual({
      isChecked: true,
      isNameChecked: false,
    });
    expect(checks({ sslmode: 'verify-full', sslrootcert: certificate })).toEqual({
      isChecked: true,
      isNameChecked: true,
    });
    expect(checks({ sslrootcert: 'system' })).toEqual({ isChecked: true, isNameChecked: true });
  });
});

test.each<[parameters: Record<string, string>, message: string]>([
  [
    { sslmode: 'require', sslrootcert: '/nowhere/root.crt' },
    'the file /nowhere/root.crt of its sslrootcert cannot be read: ENOENT',
  ],
  [{ sslmode: 'verify-full', sslrootcert: garbage }, 'the file of its sslrootcert has no certificate'],
  [{ sslmode: 'verify-ca' }, 'its sslmode=verify-ca needs a root certificate'],
  [{ sslmode: 'verify-full' }, 'its sslmode=verify-full needs a root certificate'],
  [{ sslmode: 'require', sslrootcert: 'system' }, 'its sslrootcert=system needs sslmode=verify-full'],
  [{ sslmode: 'require', sslcert: certificate }, 'its sslcert needs the key'],
  [
    { sslmode: 'require', sslcert: certificate, sslkey: garbage },
    'its sslcert, sslkey and sslpassword do not go together',
  ],
  [{ sslnegotiation: 'direct' }, 'its sslnegotiation=direct needs sslmode=require'],
])('invalid TLS parameters are refused with the reason: %j', (parameters, message) => {
  expect(() => plan(parameters)).toThrow(message);
});

test('a certificate of the service needs its key', () => {
  expect(() => plan({ sslmode: 'require', sslcert: certificate, sslkey: key })).not.toThrow();
});
