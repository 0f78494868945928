import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { freePort } from '../support/free-port.js';
import { Given } from '../support/given.js';
import type { Heksher } from '../support/heksher.js';
import { isNginxInstalled, startNginx, type Nginx } from '../support/nginx.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { start, type Program } from '../support/service-process.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

const CLIENTS = 8;
const STOPS = 2;
/** The least number of requests answered between a start and the next stop. */
const BETWEEN = 100;

interface Sent {
  method: string;
  path: string;
  body?: object;
}

(isNginxInstalled ? describe : describe.skip)('two instances behind nginx', () => {
  let database: TestDatabase;
  let nginx: Nginx;
  let port: number;
  let steady: Program;
  let heksher: Heksher;
  beforeAll(async () => {
    database = await createDatabase();
    port = await freePort();
    steady = start({ HEKSHER_DB_CONNECTION_STRING: database.url });
    heksher = await steady.listening();
    // Requests go to both in turn, so the stopping instance gets requests until it has stopped.
    nginx = await startNginx({
      http: `upstream instances {
        server ${new URL(heksher.url).host} max_fails=0;
        server 127.0.0.1:${port} max_fails=0;
        keepalive 16;
      }`,
      server: `location / {
        proxy_pass http://instances;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
      }`,
    });
  });
  afterAll(async () => {
    await nginx?.stop();
    await steady.stop();
    await database.drop();
  });

  test.each(['0', '1'])(
    'two instances behind nginx lose no request while one stops and starts again, draining for %s s',
    async (seconds) => {
      const { name, configurable_features } = await new Given(heksher).setting();
      const load = startLoad(nginx.url, [
        { method: 'GET', path: `/api/v1/query?settings=${name}` },
        { method: 'POST', path: '/api/v1/evaluate', body: { context: {}, settings: [name] } },
        {
          method: 'PUT',
          path: `/api/v1/settings/${name}/configurable_features`,
          body: { configurable_features, version: '1.0' },
        },
      ]);

      for (let stops = 0; stops < STOPS; stops++) {
        const environment = { HEKSHER_PORT: String(port), HEKSHER_DRAIN_SECONDS: seconds };
        const stopping = start({ HEKSHER_DB_CONNECTION_STRING: database.url, ...environment });
        await stopping.listening();
        await load.answered(BETWEEN);
        await stopping.stop();
      }
      const statuses = await load.end();

      const broken = nginx
        .errors()
        .split('\n')
        .filter((line) => line !== '' && !line.includes('Connection refused'));
      expect(broken).toEqual([]); // the next instance takes requests that one refuses
      expect([...statuses].sort()).toEqual([200, 204]);
    },
  );
});

/** Clients that send one request after another, each on its own connection, until they are stopped. */
function startLoad(url: string, requests: readonly Sent[]) {
  const statuses = new Set<number>();
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  let answered = 0;
  let isOver = false;
  const ask = async (client: number) => {
    for (let turn = client; !isOver; turn++) {
      const sent = requests[turn % requests.length];
      if (sent) statuses.add(await statusOf(url, agent, sent));
      answered++;
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, client) => ask(client)));
  return {
    /** Resolves once that many more requests were answered. */
    answered: async (count: number) => {
      const enough = answered + count;
      await until(() => answered >= enough, `${count} more requests to be answered`);
    },
    /** Every status that was answered; 0 for a broken connection. */
    end: async () => {
      isOver = true;
      await clients;
      agent.destroy();
      return statuses;
    },
  };
}

async function statusOf(url: string, agent: Agent, { method, path, body }: Sent): Promise<number> {
  return new Promise((resolve) => {
    const headers = body ? { 'Content-Type': 'application/json' } : {};
    const sent = request(url + path, { method, agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', () => resolve(0));
    sent.end(body && JSON.stringify(body));
  });
}
