import { usage } from '../failure.js';

/** Reads the address of a service, which may have a path in front of its routes. The result ends in no slash. */
export function readAddress(text: string | undefined): URL {
  if (!text) throw usage('which service? Set HEKSHER_URL, or give --url, such as --url http://127.0.0.1:8888');
  const shown = JSON.stringify(text);
  if (!URL.canParse(text)) throw usage(`${shown} is not an address such as http://127.0.0.1:8888`);
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) throw usage(`${shown} does not begin with http:// or https://`);
  if (url.username !== '' || url.password !== '')
    throw usage('the address has a user or a password: give a token instead');
  if (url.search !== '' || url.hash !== '') throw usage(`${shown} has a query or a fragment`);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** Parameters of a query string; undefined ones are left out. */
export type Query = Record<string, string | number | undefined>;

/** The address of a route below that of the service. The path is encoded already. */
export function routeOf(service: URL, path: string, query: Query = {}): URL {
  const route = new URL(service);
  route.pathname = service.pathname.replace(/\/$/, '') + path;
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) route.searchParams.set(name, String(value));
  }
  return route;
}
