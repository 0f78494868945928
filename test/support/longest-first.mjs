import { relative } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** About how many seconds the longest files take. */
const SECONDS = {
  'test/fuzz/fuzz.test.ts': 90,
  'test/image/image.test.ts': 60,
  'test/api/shutdown.test.ts': 50,
  'test/faults/network.test.ts': 45,
  'test/persistence/lost-schema.test.ts': 35,
  'test/api/changes-hub.test.ts': 30,
  'test/api/config.test.ts': 30,
  'test/proxies/stopping.test.ts': 30,
  'test/faults/server.test.ts': 25,
  'test/faults/full-pool.test.ts': 25,
  'test/floods/connections.test.ts': 25,
  'test/faults/stale.test.ts': 20,
  'test/api/startup-features.test.ts': 20,
  'test/persistence/session-settings.test.ts': 20,
  'test/persistence/schema-check.test.ts': 20,
  'test/persistence/restore.test.ts': 20,
};

/** Starts the longest files first on a machine without times of an earlier run, so that none is left over at the end. */
export default class LongestFirst extends Sequencer {
  time(test) {
    const { path, context } = test;
    const seconds = SECONDS[relative(context.config.rootDir, path)];
    return super.time(test) ?? (seconds === undefined ? context.hasteFS.getSize(path) : seconds * 1000);
  }
}
