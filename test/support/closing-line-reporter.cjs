/** The titles of tests that a missing browser skips begin so: see test/ui/support/browser.ts. */
const NO_BROWSER = 'no browser: ';

/** Closes every run with one line that a script can read: `N passed, N failed`. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults
      .flatMap((file) => file.testResults)
      .filter(({ ancestorTitles }) => ancestorTitles.some((title) => title.startsWith(NO_BROWSER))).length;
    if (skipped > 0) {
      process.stdout.write(`\nSKIPPED: ${skipped} tests in a browser, without Chromium (apt-get install chromium)\n`);
    }
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`);
  }
};
