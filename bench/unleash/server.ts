import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/free-port.js';
import { FEATURES, SIGNATURES, SIZES, settingName } from '../seed.js';
import { install } from './install.js';

const VERSION = '8.2.0';
const TOKEN = 'default:development.bench';
const ENVIRONMENT = '/environments/development';
const STARTED_WITHIN_MS = 120_000;

/** The feature `environment` exists in Unleash. */
const OWN_FEATURES = FEATURES.filter((feature) => feature !== 'environment');

/** A server of Unleash that holds the rules of size S. */
export interface UnleashServer {
  process: ChildProcess;
  /** The address of all flags in a context. */
  flagsIn(context: Readonly<Record<string, string>>): string;
  headers: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Installs Unleash's server, starts it with Node 24 on an empty database, and fills it. Throws if that fails. */
export async function startUnleashServer(connectionString: string): Promise<UnleashServer> {
  const node = execFileSync('npx', ['--yes', '--package', 'node@24', 'node', '-p', 'process.execPath'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  const { directory, remove } = install('unleash-server', VERSION);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(node, ['node_modules/unleash-server/dist/server.js'], {
    cwd: directory,
    env: { ...process.env, ...environmentOf(connectionString, port) },
    stdio: 'ignore',
  });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    remove();
  };
  try {
    await isUp(url, child);
    await fill(url);
    await knowsAll(url);
  } catch (error) {
    await stop();
    throw error;
  }
  const flagsIn = (context: Readonly<Record<string, string>>) => `${url}${pathOf(context)}`;
  return { process: child, headers: { authorization: TOKEN }, flagsIn, stop };
}

function environmentOf(connectionString: string, port: number): Record<string, string> {
  return {
    DATABASE_URL: connectionString,
    DATABASE_SSL: 'false',
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(port),
    AUTH_TYPE: 'none',
    LOG_LEVEL: 'fatal',
    INIT_FRONTEND_API_TOKENS: TOKEN,
    CHECK_VERSION: 'false',
    SEND_TELEMETRY: 'false',
    SDK_API_RATE_LIMIT_PER_MINUTE: '100000000',
    TOKEN_AUTHENTICATION_RATE_LIMIT_PER_MINUTE: '100000000',
    TZ: 'UTC',
  };
}

async function isUp(url: string, child: ChildProcess): Promise<void> {
  for (const start = performance.now(); performance.now() - start < STARTED_WITHIN_MS; await sleep(200)) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
  }
  throw new Error('the server has not started');
}

/** The same rules as `seed` gives the service. The last strategy is the default, so that every flag is in each answer. */
async function fill(url: string): Promise<void> {
  for (const name of OWN_FEATURES) await post(`${url}/api/admin/context`, { name });
  const { settings, rules } = SIZES.S;
  for (let index = 0; index < settings; index++) {
    const flag = `${url}/api/admin/projects/default/features`;
    const name = settingName(index);
    await post(flag, { name, type: 'release' });
    for (let value = 0; value < rules; value++) {
      const features = SIGNATURES[value % SIGNATURES.length] ?? [];
      const constraints = features.map((contextName) => {
        return { contextName, operator: 'IN', values: [`${contextName}_${value}`] };
      });
      await post(`${flag}/${name}${ENVIRONMENT}/strategies`, strategy(value, constraints));
    }
    await post(`${flag}/${name}${ENVIRONMENT}/strategies`, strategy(index, []));
    await post(`${flag}/${name}${ENVIRONMENT}/on`, undefined);
  }
}

function strategy(value: number, constraints: readonly object[]): object {
  const payload = { type: 'number', value: String(value) };
  const variant = { name: `value_${value}`, weight: 1000, weightType: 'variable', stickiness: 'default', payload };
  return { name: 'default', constraints, variants: [variant] };
}

/** Its frontend API has its own copy of the flags, which is some seconds behind. */
async function knowsAll(url: string): Promise<void> {
  for (const start = performance.now(); performance.now() - start < STARTED_WITHIN_MS; await sleep(500)) {
    const answer = await fetch(`${url}${pathOf({})}`, { headers: { authorization: TOKEN } });
    const { toggles } = (await answer.json()) as { toggles: { variant: { payload?: object } }[] };
    if (toggles.length === SIZES.S.settings && toggles.every(({ variant }) => variant.payload)) return;
  }
  throw new Error('the server does not answer with all flags');
}

function pathOf(context: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(context).map(([name, value]) => [`properties[${name}]`, value] as [string, string]);
  return `/api/frontend?${new URLSearchParams(pairs)}`;
}

async function post(url: string, body: object | undefined): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
}
