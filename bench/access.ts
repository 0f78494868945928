import { randomBytes } from 'node:crypto';
import { run, type Load } from './load.js';
import { PROBE_OPTIONS, Probe } from './probe.js';
import { startService, type Service } from './processes.js';
import type { Workload } from './workload.js';

type LoadOf = (url: string, headers: Record<string, string>) => { url: string; load: Load };

/** A load on a service of its own, on the same database, that has access on and gets a token with each request. */
export async function withAccess(connectionString: string, loadOf: LoadOf): Promise<Workload> {
  const admin = randomBytes(32).toString('hex');
  const environment = { HEKSHER_ACCESS: 'on', HEKSHER_ADMIN_TOKEN: admin };
  const service = await startService(connectionString, { options: PROBE_OPTIONS, environment });
  const token = await createToken(service.url, admin);
  return workloadOn(service, loadOf(service.url, { authorization: `Bearer ${token}` }));
}

/** The same with access off and without a token: a service that has done as little else. */
export async function withoutAccess(connectionString: string, loadOf: LoadOf): Promise<Workload> {
  return onOwnService(connectionString, loadOf, {});
}

/** The same, and no use is counted. */
export async function withoutUsage(connectionString: string, loadOf: LoadOf): Promise<Workload> {
  return onOwnService(connectionString, loadOf, { HEKSHER_USAGE: 'off' });
}

async function onOwnService(
  connectionString: string,
  loadOf: LoadOf,
  environment: Readonly<Record<string, string>>,
): Promise<Workload> {
  const service = await startService(connectionString, { options: PROBE_OPTIONS, environment });
  return workloadOn(service, loadOf(service.url, {}));
}

function workloadOn(service: Service, { url, load }: ReturnType<LoadOf>): Workload {
  return {
    run: (seconds) => run(url, seconds, load),
    server: new Probe(service.process),
    stop: () => void service.stop(),
  };
}

async function createToken(url: string, admin: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${admin}` },
    body: JSON.stringify({ name: `bench-${randomBytes(4).toString('hex')}`, role: 'reader' }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { token: string }).token;
}
