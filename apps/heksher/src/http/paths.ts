/** The path of each resource. Controllers, fast lane, links and pages take paths from here. */
export const PATHS = {
  settings: '/api/v1/settings',
  rules: '/api/v1/rules',
  contextFeatures: '/api/v1/context_features',
  query: '/api/v1/query',
  snapshot: '/api/v1/snapshot',
  evaluate: '/api/v1/evaluate',
  changes: '/api/v1/changes',
  restore: '/api/v1/restore',
  changeSets: '/api/v1/change_sets',
  export: '/api/v1/export',
  plan: '/api/v1/plan',
  tokens: '/api/v1/tokens',
  usage: '/api/v1/usage',
  revision: '/api/v1/revision',
  health: '/api/health',
  metrics: '/metrics',
  ofrep: '/ofrep',
  flags: '/ofrep/v1/evaluate/flags',
  flagStream: '/ofrep/v1/stream',
  docs: '/docs',
  redoc: '/redoc',
  document: '/openapi.json',
  icon: '/favicon.ico',
  auth: '/auth',
  ui: '/ui',
} as const;

/** The beginning of a pattern for URLs at or below one of these paths: a proxy may send the whole URL. */
export function urlPattern(...paths: readonly string[]): string {
  return `^(?:https?:\\/\\/[^/]+)?(?:${paths.map((path) => path.replaceAll('.', '\\.')).join('|')})`;
}
