import type { JsonValue, Principal } from '@heksher/domain';
import { IsString } from 'class-validator';

export class SessionBody {
  @IsString({ message: 'token must be a string' })
  token: string;
}

/** What a client learns about itself. */
export function presentPrincipal({ name, email, role, prefixes, kind }: Principal): Record<string, JsonValue> {
  return { name, email: email ?? null, role, prefixes: [...prefixes], kind };
}

/** The principal of every request while access is off. */
export const EVERYBODY: Principal = {
  kind: 'anonymous',
  name: 'anonymous',
  role: 'admin',
  prefixes: [],
  actor: undefined,
};
