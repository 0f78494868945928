import type { Request } from 'express';

/** The part of Express' router that is used here. Its layers have no types. */
interface Layer {
  route?: { methods: Record<string, boolean> };
  match(path: string): boolean;
}

/** The methods of the routes with the path of a request; empty if no route has that path. */
export function allowedMethods(request: Request): string[] {
  const { stack } = (request.app as unknown as { router: { stack: Layer[] } }).router;
  const matching = stack.filter((layer) => layer.route && layer.match(request.path));
  const methods = new Set(matching.flatMap(({ route }) => Object.keys(route?.methods ?? {})));
  methods.delete('_all');
  if (methods.has('get')) methods.add('head');
  return [...methods].map((method) => method.toUpperCase()).sort();
}
