import { SetMetadata } from '@nestjs/common';
import type { Role } from '@heksher/domain';

/**
 * What a route needs: a role, nothing at all, the role that the configuration gives to the metrics, or, for a stream, the
 * role of a reader or a ticket.
 */
export type Need = Role | 'nothing' | 'metrics' | 'ticket';

const NEED = 'heksher:need';

/**
 * Says which role a route or the routes of a controller need at least. Without it, a `GET` needs `reader`, and everything
 * else `admin`. Operations are judged once more when they are planned, by the names of their settings.
 */
export const Needs = (need: Need) => SetMetadata(NEED, need);

/** What a route needs, by its method and the decorators of the route and its controller. */
export function needOf(handler: object, controller: object, method: string): Need {
  const own: unknown = Reflect.getMetadata(NEED, handler) ?? Reflect.getMetadata(NEED, controller);
  if (own !== undefined) return own as Need;
  return method === 'GET' || method === 'HEAD' ? 'reader' : 'admin';
}
