import type { Request } from 'express';

/** What this file needs of Express' router, whose layers have no types. */
interface Layer {
  route?: { methods: Record<string, boolean> };
  match(path: string): boolean;
}

/** The methods that the path of a request has a route for; none where there is no such path. */
export function allowedMethods(request: Request): string[] {
  const { stack } = (request.app as unknown as { router: { stack: Layer[] } }).router;
  const matching = stack.filter((layer) => layer.route && layer.match(request.path));
  const methods = new Set(matching.flatMap(({ route }) => Object.keys(route?.methods ?? {})));
  methods.delete('_all');
  if (methods.has('get')) methods.add('head');
  return [...methods].map((method) => method.toUpperCase()).sort();
}
