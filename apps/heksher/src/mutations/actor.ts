import type { Request } from 'express';

/** The headers that name the actor. The first one present counts. */
export const ACTOR_HEADERS = [
  { name: 'X-Forwarded-Email', example: 'jim@example.com', description: 'the actor, for the change log' },
  { name: 'X-Forwarded-User', example: 'jim', description: 'the same; X-Forwarded-Email takes precedence' },
];
const LONGEST = 255;

/** The actor that the proxy in front of the service names; undefined if it names none. */
export function actorOf(request: Request): string | undefined {
  const named = ACTOR_HEADERS.map(({ name }) => request.get(name)).find((value) => value !== undefined && value !== '');
  return named?.slice(0, LONGEST);
}
