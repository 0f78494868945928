import { HttpProblem } from '../../http/errors/problem.js';
import type { PersonSession } from './session-cookies.js';

/** What a provider says of a person. */
export type Claims = Readonly<Record<string, unknown>>;

/** In characters: names may be longer than a cookie. */
const LONGEST_NAME = 200;
const LONGEST_EMAIL = 320;
const LONGEST_SUBJECT = 255;

/** The person with these claims. An address that the provider has not verified does not count. */
export function readPerson(claims: Claims, groupsClaim: string): PersonSession {
  const subject = textOf(claims['sub'], LONGEST_SUBJECT);
  if (subject === undefined) throw new HttpProblem(400, 'the sign-in provider gives you no name that fits');
  const email = claims['email_verified'] === false ? undefined : textOf(claims['email'], LONGEST_EMAIL);
  const names = [claims['name'], claims['preferred_username'], email, subject];
  const name = names.map((one) => textOf(one, LONGEST_NAME)).find((one) => one !== undefined) ?? subject;
  const groups = [claims[groupsClaim] ?? []].flat().filter((group) => typeof group === 'string');
  return { kind: 'person', name, ...(email !== undefined && { email }), groups, subject };
}

/** A text that is neither empty nor too long; control characters have no place in a name. */
function textOf(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string' || value.trim() === '' || value.length > longest) return undefined;
  return /\p{Cc}/u.test(value) ? undefined : value;
}
