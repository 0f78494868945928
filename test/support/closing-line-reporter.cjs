/** The titles of tests that are skipped for want of something begin so, and the closing line says what it is. */
const SKIPPED = {
  // test/ui/support/browser.ts
  'no browser: ': 'in a browser, without Chromium (apt-get install chromium)',
  // test/client/other-node.ts
  'no Node.js: ': 'on another version of Node.js, which npm could not install',
};

/** Closes every run with one line that a script can read: `N passed, N failed`. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const tests = results.testResults.flatMap((file) => file.testResults);
    for (const [start, reason] of Object.entries(SKIPPED)) {
      const skipped = tests.filter(({ ancestorTitles }) => ancestorTitles.some((title) => title.startsWith(start)));
      if (skipped.length > 0) process.stdout.write(`\nSKIPPED: ${skipped.length} tests ${reason}\n`);
    }
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`);
  }
};
