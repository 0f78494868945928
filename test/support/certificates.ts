import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A self-signed certificate with its key, in PEM format. */
export interface Certificate {
  certificate: string;
  key: string;
}

/** Creates a server certificate for names and addresses such as `DNS:localhost`, with its files in a directory. */
export async function makeCertificate(directory: string, names: readonly string[]): Promise<Certificate> {
  const [certificate, key] = [join(directory, 'server.crt'), join(directory, 'server.key')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=test', '-addext', `subjectAltName=${names.join(',')}`, '-keyout', key, '-out', certificate],
  ]);
  return { certificate: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') };
}
