import { existsSync } from 'node:fs';
import { afterAll, describe, jest } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';

/** Where distributions put it. */
const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/google-chrome'];
/** The closing line of a run counts the skipped tests below such a title. */
const SKIPPED = 'no browser: ';

const program = findProgram();
let launched: Promise<Browser> | undefined;

/**
 * Tests in a real browser, which is Chromium. Without one they are skipped, and the closing line of the run says so. The
 * variable HEKSHER_TEST_BROWSER names the program; `required` makes a missing one a failure.
 */
export function describeInBrowser(title: string, tests: () => void): void {
  if (program === undefined) return describe.skip(SKIPPED + title, tests);
  jest.setTimeout(120_000); // only a failing test takes so long
  describe(title, () => {
    afterAll(async () => {
      await (await launched)?.close();
      launched = undefined;
    });
    tests();
  });
}

/** The browser of the test file. */
export function browser(): Promise<Browser> {
  launched ??= chromium.launch({ executablePath: program });
  return launched;
}

function findProgram(): string | undefined {
  const wanted = process.env.HEKSHER_TEST_BROWSER || undefined;
  const isRequired = wanted === 'required';
  const found = (wanted === undefined || isRequired ? PROGRAMS : [wanted]).find((path) => existsSync(path));
  if (found === undefined && wanted !== undefined) {
    throw new Error(
      `HEKSHER_TEST_BROWSER is ${wanted}, and there is no ${isRequired ? PROGRAMS.join(' or ') : wanted}`,
    );
  }
  return found;
}
