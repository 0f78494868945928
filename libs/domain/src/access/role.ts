/** The roles, each with everything that those before it may do. */
export const ROLES = ['reader', 'service', 'editor', 'admin'] as const;

/** What somebody may do. */
export type Role = (typeof ROLES)[number];

/** Whether a text is the name of a role. */
export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text);
}

/** Whether a role may do everything that another one may. */
export function includesRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The greater one of two roles. */
export function greaterRole(one: Role, other: Role): Role {
  return includesRole(one, other) ? one : other;
}
