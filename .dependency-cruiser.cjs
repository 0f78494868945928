/** The floors: who may import what. docs/architecture.md draws them. */
const APP = '^apps/heksher/src/';
const TESTS = '\\.(spec|arbitraries)\\.ts$';

/** The shared rooms of the app, the lowest first. A room may import those before it. */
const SHARED = [
  'logging',
  'config',
  'http',
  'metrics',
  'counting',
  'answers',
  'mutations',
  'change-stream',
  'database',
];
/** Any other folder of the app is a feature. */
const FEATURE = `${APP}(?!(?:${SHARED.join('|')})/)[^/]+/`;

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const sharedRoom = (room, at) =>
  rule(
    `${room}-knows-what-is-below`,
    'A shared room imports the rooms below it: none above, no feature, and not the app.',
    { path: `${APP}${room}/` },
    { path: APP, pathNot: `${APP}(?:${SHARED.slice(0, at + 1).join('|')})/` },
  );

module.exports = {
  forbidden: [
    rule('no-cycles', 'Every cycle can be cut by moving what is shared down a floor.', {}, { circular: true }),
    rule(
      'domain-is-pure',
      'The domain is plain functions over plain values: lossless-json is all it needs.',
      { path: '^libs/domain/src', pathNot: TESTS },
      { pathNot: '^libs/domain/src|^node_modules/lossless-json' },
    ),
    rule(
      'documents-know-the-domain-only',
      'Texts of documents are read and printed by the service, the command and the page: the domain and the library for YAML are all they need.',
      { path: '^libs/document/src', pathNot: TESTS },
      { pathNot: '^libs/(document|domain)/src|^node_modules/js-yaml' },
    ),
    rule(
      'event-streams-know-nothing',
      'Reading server-sent events is the same for every program.',
      { path: '^libs/event-stream/src', pathNot: TESTS },
      { pathNot: '^libs/event-stream/src' },
    ),
    rule(
      'client-knows-the-domain-only',
      'The client runs in programs of others: it resolves with the domain, and asks the service over HTTP.',
      { path: '^libs/client/src', pathNot: TESTS },
      { pathNot: '^libs/(client|domain|event-stream)/src|^node_modules/@openfeature/core/' },
    ),
    rule(
      'client-runs-without-openfeature',
      'Of OpenFeature the providers need only types: a program may have either SDK, or none.',
      { path: '^libs/client/src', pathNot: TESTS },
      { path: '^node_modules/@openfeature/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'client-knows-no-provider',
      'The providers stand on the client, which is of use without them.',
      { path: '^libs/client/src/[^/]+\\.ts$' },
      { path: '^libs/client/src/openfeature/' },
    ),
    rule(
      'persistence-knows-the-domain-only',
      'Persistence stands on the domain; it knows nothing of HTTP, Nest or the app.',
      { path: '^libs/persistence' },
      { path: '^apps|^node_modules/(@nestjs|express)|^libs/(?!domain|persistence)' },
    ),
    rule(
      'operations-stand-on-persistence',
      'Operations carry out plans: they know the domain and persistence, nothing of HTTP or Nest.',
      { path: '^libs/operations' },
      { path: '^apps|^node_modules/(@nestjs|express)|^libs/(?!domain|persistence|operations)' },
    ),
    rule(
      'ui-knows-the-domain-and-documents-only',
      'The admin UI is a page: of the service it knows the HTTP API, and shares the domain and the texts of documents.',
      { path: '^apps/ui' },
      { path: '^(apps|libs|migrations|test|bench)', pathNot: '^apps/ui|^libs/(domain|document)/src' },
    ),
    rule(
      'command-knows-the-api-only',
      'The command heksher asks the service over HTTP; of the service it shares the domain, documents, event streams and secrets.',
      { path: '^apps/cli', pathNot: `^apps/cli/src/beside/|${TESTS}` },
      {
        path: '^(apps|libs|migrations|test|bench)',
        pathNot: '^apps/cli|^libs/(domain|document|event-stream|secrets)/src/',
      },
    ),
    rule(
      'command-loads-late-what-is-beside-the-service',
      'What migrates, serves and writes tokens takes long to load, so it is imported when a command needs it.',
      { path: '^apps/cli', pathNot: '^apps/cli/src/beside/' },
      { path: '^apps/cli/src/beside/', dependencyTypesNot: ['dynamic-import'] },
    ),
    rule(
      'command-parses-words-in-its-commands',
      'HTTP and output know no command line.',
      { path: '^apps/cli/src/(http|output|documents|typescript)/' },
      { path: '^apps/cli/src/(commands|completion)/|^node_modules/commander/' },
    ),
    rule(
      'nothing-imports-the-command',
      'It is a program of its own.',
      { pathNot: '^(apps/cli|test)' },
      { path: '^apps/cli' },
    ),
    rule(
      'nothing-imports-the-ui',
      'The service only serves its files.',
      { pathNot: '^(apps/ui|test)' },
      { path: '^apps/ui' },
    ),
    rule('libraries-know-no-app', 'A library is of use without the app.', { path: '^libs' }, { path: '^(apps|bench)' }),
    rule(
      'database-in-persistence-only',
      'Only persistence and the migrations speak to PostgreSQL.',
      { path: '^(apps|libs)', pathNot: `^libs/persistence|${TESTS}` },
      { path: '^node_modules/(typeorm|pg)/' },
    ),
    rule(
      'http-knows-no-database',
      'What every route shares stands on the domain and the configuration.',
      { path: `${APP}(http|metrics)/` },
      { path: '^libs/persistence' },
    ),
    rule(
      'prometheus-in-metrics-only',
      'A room registers plain numbers; only metrics/ knows the library.',
      { path: '^(apps|libs)', pathNot: `${APP}metrics/` },
      { path: '^node_modules/prom-client/' },
    ),
    ...SHARED.map(sharedRoom),
    rule(
      'features-know-no-database-module',
      'A feature uses the doors of persistence; the app decides how they open.',
      { path: FEATURE },
      { path: `${APP}database/` },
    ),
    rule(
      'features-are-leaves',
      'Features never import each other: what they share lives in a shared room or a floor below.',
      { path: FEATURE.replace('[^/]+', '([^/]+)') },
      { path: FEATURE, pathNot: `${APP}$1/` },
    ),
    rule(
      'features-know-no-app',
      'Features are assembled by the app, and do not look back up at it.',
      { path: FEATURE },
      { path: `${APP}[^/]+\\.ts$` },
    ),
    rule(
      'no-production-use-of-tests',
      'What is shipped does not need the tests.',
      { path: '^(apps|libs|migrations)', pathNot: TESTS },
      { path: '^test' },
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist' },
  },
};
