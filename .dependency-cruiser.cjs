/** The four floors (domain < persistence < feature modules < app) and who may use which library. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const feature = '^apps/heksher/src/(settings|rules|context-features|query|health|evaluation|ofrep|changes|docs)/';

module.exports = {
  forbidden: [
    rule('no-cycles', 'Every cycle can be cut by moving what is shared down a floor.', {}, { circular: true }),
    rule(
      'domain-is-pure',
      'The domain is plain functions over plain values: lossless-json is all it needs.',
      { path: '^libs/domain/src', pathNot: '\\.spec\\.ts$|\\.arbitraries\\.ts$' },
      { pathNot: '^libs/domain/src|^node_modules/lossless-json' },
    ),
    rule(
      'persistence-knows-the-domain-only',
      'Persistence stands on the domain; it knows nothing of HTTP, Nest or the app.',
      { path: '^libs/persistence' },
      { path: '^apps|^node_modules/(@nestjs|express)|^libs/(?!domain|persistence)' },
    ),
    rule(
      'database-in-persistence-only',
      'Only persistence and the migrations speak to PostgreSQL.',
      { path: '^(apps|libs)', pathNot: '^libs/persistence|\\.spec\\.ts$' },
      { path: '^node_modules/(typeorm|pg)/' },
    ),
    rule(
      'prometheus-in-metrics-only',
      'What is counted is plain numbers; only metrics/ makes metrics of them.',
      { path: '^(apps|libs)', pathNot: '^apps/heksher/src/metrics/' },
      { path: '^node_modules/prom-client/' },
    ),
    rule(
      'features-are-leaves',
      'Feature modules never import each other: what they share lives in http/ or a floor below.',
      { path: `${feature}.+` },
      { path: feature, pathNot: '^apps/heksher/src/$1/' },
    ),
    rule(
      'features-know-no-app',
      'Feature modules are assembled by the app, and do not look back up at it.',
      { path: feature },
      { path: '^apps/heksher/src/([^/]+\\.ts$|metrics/)' },
    ),
    rule(
      'no-production-use-of-tests',
      '',
      { path: '^(apps|libs|migrations)', pathNot: '\\.spec\\.ts$' },
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
