import { existsSync } from 'node:fs';

const swc = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
    module: { type: 'es6' },
  },
];

const base = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '^.+\\.ts$': swc },
  resolver: '<rootDir>/test/support/jest-resolver.cjs', // sources import './x.js'; the file is './x.ts'
  moduleNameMapper: { '^@heksher/(.*)$': '<rootDir>/libs/$1/src/index.ts' },
};

const server = {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

/** What the service does for clients, once more behind a PgBouncer in transaction mode. */
const pooled = {
  ...base,
  ...server,
  displayName: 'pooled',
  globals: { serviceUrl: 'HEKSHER_TEST_POOLER_URL' },
  testMatch: [
    '<rootDir>/test/api/**/*.test.ts',
    '<rootDir>/test/persistence/{freshness,cached-query,races}.test.ts',
    '<rootDir>/test/races/one-order.test.ts',
  ],
  testPathIgnorePatterns: [
    '<rootDir>/test/api/(config|command-line|doc-only|metrics-docs|openapi|ofrep-cors)\\.test\\.ts$', // hardly ask for stored data
    '<rootDir>/test/api/shutdown\\.test\\.ts$', // takes its time, for processes and their signals
  ],
};

/** Some of what the service does for clients, once more for a role with odd settings: see test/support/odd-role.ts. */
const odd = {
  ...base,
  ...server,
  displayName: 'odd',
  globals: { serviceUrl: 'HEKSHER_TEST_ODD_URL' },
  testMatch: ['<rootDir>/test/api/{changes,query,rule-metadata}.test.ts'],
};

const oddPooled = {
  ...odd,
  displayName: 'odd-pooled',
  globals: { serviceUrl: 'HEKSHER_TEST_ODD_POOLER_URL' },
  testMatch: ['<rootDir>/test/api/{changes,values}.test.ts', '<rootDir>/test/persistence/races.test.ts'],
};

export default {
  testTimeout: 30_000,
  // Modules of a file that is over stay in memory: a worker that has this much is replaced.
  workerIdleMemoryLimit: '1.5GB',
  // The closing line is what CI and people read: see the reporter.
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.cjs'],
  collectCoverageFrom: [
    '{apps,libs,migrations}/**/*.ts',
    '!**/*.{spec,arbitraries,d}.ts',
    // Tested as processes of their own, into which coverage does not see.
    '!apps/heksher/src/{main,shutdown}.ts',
    '!migrations/{run,revert,data-source}.ts',
  ],
  coverageThreshold: {
    global: { statements: 90, lines: 90, functions: 90, branches: 90 },
    './libs/domain/src/': { branches: 95 },
  },
  projects: [
    { ...base, displayName: 'units', testMatch: ['<rootDir>/{apps,libs,bench}/**/*.spec.ts'] },
    {
      ...base,
      ...server,
      displayName: 'service',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
    },
    odd,
    ...(existsSync('/usr/sbin/pgbouncer') ? [pooled, oddPooled] : []),
  ],
};
