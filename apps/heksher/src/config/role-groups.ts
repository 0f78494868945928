import { greaterRole, isRole, type Role } from '@heksher/domain';

/** The role of a group of people; `*` is everybody. */
interface RoleGroup {
  role: Role;
  group: string;
  /** The beginnings of the names of settings; empty for all. */
  prefixes: readonly string[];
}

/** Which role people have, by their groups. */
export class RoleGroups {
  constructor(private readonly entries: readonly RoleGroup[]) {}

  /** The names among these that count for a role. */
  known(groups: readonly string[]): string[] {
    return groups.filter((name) => this.entries.some(({ group }) => group === name && name !== '*'));
  }

  /**
   * The greatest role of somebody in these groups, with the prefixes of all their groups with that role. Undefined if they
   * have none.
   */
  roleOf(groups: readonly string[]): { role: Role; prefixes: readonly string[] } | undefined {
    const mine = this.entries.filter(({ group }) => group === '*' || groups.includes(group));
    const [first] = mine;
    if (!first) return undefined;
    const role = mine.reduce((greatest, entry) => greaterRole(greatest, entry.role), first.role);
    const best = mine.filter((entry) => entry.role === role);
    const isUnlimited = best.some(({ prefixes }) => prefixes.length === 0);
    return { role, prefixes: isUnlimited ? [] : [...new Set(best.flatMap(({ prefixes }) => prefixes))] };
  }
}

/** Reads a text such as `admin=platform;editor=web:web.,shared.;reader=*`. Throws an error that names the wrong entry. */
export function parseRoleGroups(text: string): RoleGroups {
  const entries = text.split(';').filter((entry) => entry.trim() !== '');
  return new RoleGroups(entries.map((entry) => parseEntry(entry.trim())));
}

function parseEntry(entry: string): RoleGroup {
  const equals = entry.indexOf('=');
  const role = entry.slice(0, equals).trim();
  // Names of groups may have colons of their own, such as those of URNs: prefixes follow the last one.
  const rest = entry.slice(equals + 1).trim();
  const colon = rest.lastIndexOf(':');
  const group = colon < 0 ? rest : rest.slice(0, colon).trim();
  const prefixes =
    colon < 0
      ? []
      : rest
          .slice(colon + 1)
          .split(',')
          .map((prefix) => prefix.trim());
  const arePrefixes = prefixes.every((prefix) => /^[A-Za-z0-9_.-]+$/.test(prefix));
  if (equals < 1 || !isRole(role) || group === '' || !arePrefixes) {
    throw new Error(`${JSON.stringify(entry)} is not such as editor=web:web.,shared.: a role, a group and prefixes`);
  }
  return { role, group, prefixes };
}
