/** The path of each resource. Controllers, fast lane, links and pages take paths from here. */
export const PATHS = {
  settings: '/api/v1/settings',
  rules: '/api/v1/rules',
  contextFeatures: '/api/v1/context_features',
  query: '/api/v1/query',
  evaluate: '/api/v1/evaluate',
  changes: '/api/v1/changes',
  health: '/api/health',
  metrics: '/metrics',
  ofrep: '/ofrep',
  flags: '/ofrep/v1/evaluate/flags',
  flagStream: '/ofrep/v1/stream',
  docs: '/docs',
  redoc: '/redoc',
  document: '/openapi.json',
  icon: '/favicon.ico',
} as const;

/** The beginning of a pattern for URLs at or below one of these paths: a proxy may send the whole URL. */
export function urlPattern(...paths: readonly string[]): string {
  return `^(?:https?:\\/\\/[^/]+)?(?:${paths.map((path) => path.replaceAll('.', '\\.')).join('|')})`;
}
