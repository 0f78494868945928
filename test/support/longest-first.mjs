import { relative } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** About how many seconds the longest files take. */
const SECONDS = {
  'test/fuzz/fuzz.test.ts': 150,
};

/** Starts the longest files first on a machine without times of an earlier run, so that none is left over at the end. */
export default class LongestFirst extends Sequencer {
  time(test) {
    const { path, context } = test;
    const seconds = SECONDS[relative(context.config.rootDir, path)];
    return super.time(test) ?? (seconds === undefined ? context.hasteFS.getSize(path) / 1000 : seconds * 1000);
  }
}
