import type { IncomingMessage } from 'node:http';
import type { Principal, Role } from '@heksher/domain';
import type { RoleGroups } from '../config/role-groups.js';

const LONGEST = 255;

/** Somebody who is known, but may have no role. */
export type MaybePrincipal = Omit<Principal, 'role'> & { role: Role | undefined };

/** The person that a trusted proxy names; undefined if it names nobody. */
export function proxiedPerson(
  request: IncomingMessage,
  roleGroups: RoleGroups | undefined,
): MaybePrincipal | undefined {
  const name = namedIn(request);
  if (name === undefined) return undefined;
  const groups = (textOf(request, 'x-forwarded-groups') ?? '').split(',').map((group) => group.trim());
  const role = roleGroups?.roleOf(groups.filter((group) => group !== '')) ?? { role: undefined };
  const email = textOf(request, 'x-forwarded-email');
  return { kind: 'proxy', name, email, prefixes: [], ...role, actor: name };
}

/** A token may say whom it acts for. */
export function onBehalfOf(principal: Principal, request: IncomingMessage): Principal {
  const email = textOf(request, 'x-forwarded-email');
  return email === undefined ? principal : { ...principal, actor: `${email} via ${principal.actor ?? 'nobody'}` };
}

function namedIn(request: IncomingMessage): string | undefined {
  return textOf(request, 'x-forwarded-email') ?? textOf(request, 'x-forwarded-user');
}

/** A header that is not empty. */
function textOf({ headers }: IncomingMessage, name: string): string | undefined {
  const text = headers[name];
  return typeof text === 'string' && text !== '' ? text.slice(0, LONGEST) : undefined;
}
