import { DomainError } from '../errors.js';
import type { Base } from '../planning/base.js';
import type { Item } from '../planning/item.js';
import { namesIn, type Operation } from '../planning/operation.js';
import type { Principal } from './principal.js';
import { includesRole, type Role } from './role.js';

/** The least role that may carry out an operation. */
export function roleFor({ op }: { op: string }): Role {
  if (op === 'setting.declare') return 'service';
  return op.startsWith('rule.') ? 'editor' : 'admin';
}

/**
 * Throws `forbidden` unless a principal may carry out an operation on a state. Every name that the operation gives must
 * have one of the prefixes, and the name of every setting that these names lead to. Without a state only the former is judged.
 */
export function assertPermitted(principal: Principal, operation: Operation, base?: Base): void {
  assertRole(principal, roleFor(operation));
  const { prefixes } = principal;
  if (prefixes.length === 0) return;
  if (operation.op.startsWith('context_feature.')) assertUnlimited(principal);
  assertInside(principal, namesOf(operation, base));
}

/** Throws `forbidden` unless a principal may make the changes of these entries: for undo, whose operations have no names. */
export function assertItemsPermitted(principal: Principal, items: readonly Item[]): void {
  for (const { action, settings } of items) {
    assertRole(principal, action.startsWith('rule.') ? 'editor' : 'admin');
    if (principal.prefixes.length === 0) continue;
    if (settings === null || action.startsWith('context_feature')) refuseAll(principal);
    assertInside(principal, settings);
  }
}

/** Throws `forbidden` for a principal with prefixes: what it does would reach settings outside them. */
export function assertUnlimited(principal: Principal): void {
  if (principal.prefixes.length > 0) refuseAll(principal);
}

/** Throws `forbidden` unless a principal has at least this role. */
export function assertRole({ role, name }: Principal, needed: Role): void {
  if (includesRole(role, needed)) return;
  throw new DomainError('forbidden', `this needs the role ${needed}; ${name} has the role ${role}`, [], {
    needed_role: needed,
  });
}

function assertInside(principal: Principal, names: readonly string[]): void {
  const outside = names.find((name) => !principal.prefixes.some((prefix) => name.startsWith(prefix)));
  if (outside === undefined) return;
  throw new DomainError('forbidden', `${limitOf(principal)}, not ${outside}`, [], { prefixes: principal.prefixes });
}

/** The list of context features, and an entry without names, are about all settings. */
function refuseAll(principal: Principal): never {
  const message = `${limitOf(principal)}, and this may change any setting`;
  throw new DomainError('forbidden', message, [], { prefixes: principal.prefixes });
}

function limitOf({ name, prefixes }: Principal): string {
  return `${name} may write only settings whose names begin with ${prefixes.join(' or ')}`;
}

/** The names that an operation gives, and those of the settings that they lead to. */
function namesOf(operation: Operation, base: Base | undefined): string[] {
  const given = namesIn(operation);
  const byName = given.map((name) => base?.find(name)?.setting.name);
  const byRule =
    'target' in operation && 'id' in operation.target
      ? [base?.findByRule(operation.target.id.value)?.setting.name]
      : [];
  return [...given, ...[...byName, ...byRule].filter((name) => name !== undefined)];
}
