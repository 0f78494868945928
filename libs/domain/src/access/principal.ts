import type { Role } from './role.js';

/** The way by which a principal was recognised. */
export type PrincipalKind = 'person' | 'token' | 'proxy' | 'anonymous';

/** A person or a program that sends requests, and its rights. */
export interface Principal {
  kind: PrincipalKind;
  /** The name of the token, or that of the person; `anonymous` for nobody. */
  name: string;
  /** The address of a person, if it is known. */
  email?: string | undefined;
  role: Role;
  /** The beginnings of the names of settings that they may write and declare; empty for all. */
  prefixes: readonly string[];
  /** The author of their changes in the change log; undefined for nobody. */
  actor: string | undefined;
  /** The id of the token. */
  tokenId?: string | undefined;
}
