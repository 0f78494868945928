import { relative } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** About how many seconds the longest files take. */
const SECONDS = {
  'test/fuzz/fuzz.test.ts': 150,
};
const OTHERS = 5;

/** Starts the longest files first on a machine that has no times of an earlier run, so that none is left over at the end. */
export default class LongestFirst extends Sequencer {
  time(test) {
    const known = SECONDS[relative(test.context.config.rootDir, test.path)] ?? OTHERS;
    return super.time(test) ?? known * 1000;
  }
}
