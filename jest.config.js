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
  modulePathIgnorePatterns: ['<rootDir>/dist/client'], // it has the name of libs/client
  resolver: '<rootDir>/test/support/jest-resolver.cjs', // sources import './x.js'; the file is './x.ts'
  moduleNameMapper: {
    '^@heksher/client/openfeature$': '<rootDir>/libs/client/src/openfeature/index.ts',
    '^@heksher/(.*)$': '<rootDir>/libs/$1/src/index.ts',
  },
};

const server = {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

/** Sources are instrumented once, in `units` and `service`: the other projects run the same lines. */
const repeated = { coveragePathIgnorePatterns: ['/'] };

/**
 * Behind a PgBouncer in transaction mode: the tests of what such a pooler can break. That is transactions, prepared
 * statements, session settings, head reads, polls and races.
 */
const pooled = {
  ...base,
  ...server,
  ...repeated,
  displayName: 'pooled',
  globals: { serviceUrl: 'HEKSHER_TEST_POOLER_URL' },
  testMatch: [
    '<rootDir>/test/api/{changes,changes-stream,changes-database-away,declarations,health,query,rules}.test.ts',
    '<rootDir>/test/persistence/{freshness,cached-query,races}.test.ts',
    '<rootDir>/test/races/one-order.test.ts',
    '<rootDir>/test/access/tokens-in-use.test.ts',
  ],
};

/** As a role with odd settings: see test/support/odd-role.ts. */
const odd = {
  ...base,
  ...server,
  ...repeated,
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
  testTimeout: 120_000, // only a failing test, or one on a very busy machine, takes so long
  // One worker for each core: on two cores Jest would use one.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  // Modules of a finished file stay in memory: a worker with this much is replaced.
  workerIdleMemoryLimit: '1.5GB',
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.cjs'],
  collectCoverageFrom: [
    '{apps,libs,migrations}/**/*.ts',
    '!**/*.{spec,arbitraries,d}.ts',
    // It runs in a browser, which coverage does not see. Its pure functions have specs.
    '!apps/ui/**',
    // It runs as a process of its own. Its pure functions have specs.
    '!apps/cli/**',
    // These run as processes of their own, which coverage does not see.
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
      testEnvironment: '<rootDir>/test/support/failure-noting-environment.mjs',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
    },
    odd,
    ...(existsSync('/usr/sbin/pgbouncer') ? [pooled, oddPooled] : []),
  ],
};
