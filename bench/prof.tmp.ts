import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@heksher/embedded-postgres';
import { migrate } from '../migrations/migrate.js';
import { startService } from './processes.js';
import { seed } from './seed.js';
import { WORKLOADS } from './workloads.js';
const [, , name = 'W11', size = 'S', dir = '/tmp/profs'] = process.argv;
const postgres = await startEmbeddedPostgres({ directory: await mkdtemp(join(tmpdir(), 'hp-')), ephemeral: true });
await migrate(postgres.url);
const s0 = await startService(postgres.url);
await seed(s0.url, size as 'S');
await s0.stop();
const service = await startService(postgres.url, { options: ['--cpu-prof', `--cpu-prof-dir=${dir}`] });
await (await fetch(`${service.url}/api/v1/query`)).arrayBuffer();
for (const one of name.split(',')) {
  const workload = await WORKLOADS[one]!({ url: service.url, connectionString: postgres.url, size: size as 'S' });
  const { times, seconds } = await workload.run(6);
  console.log(one, Math.round(times.length / seconds));
  workload.stop?.();
}
await service.stop();
await postgres.stop();
