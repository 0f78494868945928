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

export default {
  testTimeout: 30_000,
  // The closing line is what CI and people read: see the reporter.
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.cjs'],
  collectCoverageFrom: [
    '{apps,libs,migrations}/**/*.ts',
    '!**/*.{spec,arbitraries,d}.ts',
    // Tested as processes of their own, into which coverage does not see.
    '!apps/heksher/src/{main,shutdown}.ts',
    '!migrations/{run,data-source}.ts',
  ],
  coverageThreshold: {
    global: { statements: 90, lines: 90, functions: 90, branches: 90 },
    './libs/domain/src/': { branches: 95 },
  },
  projects: [
    { ...base, displayName: 'units', testMatch: ['<rootDir>/{apps,libs,bench}/**/*.spec.ts'] },
    {
      ...base,
      displayName: 'service',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
