import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { ROLES, SETTING_NAME, TOKEN_NAME, isRole, parseInstant, type Role, type StoredToken } from '@heksher/domain';
import type { TokenDraft, TokenPatch } from '@heksher/operations';
import { MayBeAbsent, Must } from '../../http/body/validators.js';

const OVERLAP_LIMIT = 30 * 24 * 60 * 60;
const MINUTE_MS = 60 * 1000;

const NAME_DOCS = {
  description: 'unique: 1 to 100 of letters, digits and any of "_.@+-". Changes have `token:` and this as their actor',
  example: 'deploy-pipeline',
};
const ROLE_DOCS = { enum: ROLES, description: 'what it may do', example: 'service' };
const PREFIXES_DOCS: ApiPropertyOptions = {
  type: [String],
  description: 'the beginnings of the names of settings that it may write and declare; empty for all',
  example: ['web.', 'backend.'],
};
const EXPIRES_DOCS = {
  type: String,
  format: 'date-time',
  nullable: true,
  description: 'from when on it does not count; null for never',
  example: '2030-01-01T00:00:00.000Z',
};

export class CreateTokenBody {
  @ApiProperty(NAME_DOCS)
  @Must(whyNotTokenName)
  name: string;

  @ApiProperty(ROLE_DOCS)
  @Must(whyNotRole)
  role: Role;

  @ApiPropertyOptional(PREFIXES_DOCS)
  @MayBeAbsent()
  @Must(whyNotPrefixes)
  prefixes?: string[];

  @ApiPropertyOptional(EXPIRES_DOCS)
  @MayBeAbsent()
  @Must(whyNotExpiry)
  expires_at?: string | null;
}

export class ChangeTokenBody {
  @ApiPropertyOptional(NAME_DOCS)
  @MayBeAbsent()
  @Must(whyNotTokenName)
  name?: string;

  @ApiPropertyOptional(ROLE_DOCS)
  @MayBeAbsent()
  @Must(whyNotRole)
  role?: Role;

  @ApiPropertyOptional(PREFIXES_DOCS)
  @MayBeAbsent()
  @Must(whyNotPrefixes)
  prefixes?: string[];

  @ApiPropertyOptional(EXPIRES_DOCS)
  @MayBeAbsent()
  @Must(whyNotExpiry)
  expires_at?: string | null;
}

export class RotateTokenBody {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: OVERLAP_LIMIT,
    default: 0,
    description: 'for how long the present secret counts beside the new one',
    example: 3600,
  })
  @MayBeAbsent()
  @Must(whyNotOverlap)
  overlap_seconds?: number;
}

/** A token without its secret. */
export class TokenAnswer {
  @ApiProperty({ format: 'uuid', example: '5f0c9a52-8a3e-4b0e-9d0e-0123456789ab' })
  id: string;

  @ApiProperty(NAME_DOCS)
  name: string;

  @ApiProperty(ROLE_DOCS)
  role: Role;

  @ApiProperty(PREFIXES_DOCS)
  prefixes: string[];

  @ApiProperty({ type: String, nullable: true, description: 'the actor of its creation', example: 'jim@example.com' })
  created_by: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-23T20:15:00.000Z' })
  created_at: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'to the minute; null if it never was',
    example: '2026-11-24T08:30:00.000Z',
  })
  last_used_at: string | null;

  @ApiProperty(EXPIRES_DOCS)
  expires_at: string | null;
}

/** A token with its secret. */
export class IssuedTokenAnswer extends TokenAnswer {
  @ApiProperty({
    description: 'what a client sends. It is shown this once',
    example: 'hks_oUqkHw8nA3hYy6dLm2cP4g_mB0h2nM9rG4bK7vQxW1eT5yU8iO3pA6sD2fG4hJ7kLc',
  })
  token: string;
}

export class TokensAnswer {
  @ApiProperty({ type: () => [TokenAnswer], description: 'in the order of their names' })
  tokens: TokenAnswer[];
}

/** The token to create. */
export function toDraft({ name, role, prefixes = [], expires_at = null }: CreateTokenBody): TokenDraft {
  return { name, role, prefixes: distinct(prefixes), expiresAt: toDate(expires_at) };
}

/** What is to become of a token. */
export function toPatch({ name, role, prefixes, expires_at }: ChangeTokenBody): TokenPatch {
  return {
    name,
    role,
    prefixes: prefixes && distinct(prefixes),
    expiresAt: expires_at === undefined ? undefined : toDate(expires_at),
  };
}

/** A token as the API shows it. `usedAt` is when it was last used. */
export function presentToken(token: StoredToken, usedAt: Date | undefined): TokenAnswer {
  return {
    id: token.id,
    name: token.name,
    role: token.role,
    prefixes: [...token.prefixes],
    created_by: token.createdBy,
    created_at: token.createdAt.toISOString(),
    last_used_at: usedAt ? new Date(Math.floor(usedAt.getTime() / MINUTE_MS) * MINUTE_MS).toISOString() : null,
    expires_at: token.expiresAt?.toISOString() ?? null,
  };
}

function distinct(prefixes: readonly string[]): string[] {
  return [...new Set(prefixes)];
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(parseInstant(text) ?? NaN);
}

function whyNotTokenName(value: unknown): string | undefined {
  if (typeof value === 'string' && TOKEN_NAME.pattern.test(value)) return undefined;
  return `must be 1 to ${TOKEN_NAME.longest} of ${TOKEN_NAME.allowed}`;
}

function whyNotRole(value: unknown): string | undefined {
  return isRole(value) ? undefined : `must be one of ${ROLES.join(', ')}`;
}

function whyNotPrefixes(value: unknown): string | undefined {
  const isBeginning = (prefix: unknown) => typeof prefix === 'string' && SETTING_NAME.pattern.test(prefix);
  if (Array.isArray(value) && value.every(isBeginning)) return undefined;
  return `must be an array of beginnings of setting names, each of ${SETTING_NAME.allowed}`;
}

function whyNotExpiry(value: unknown): string | undefined {
  if (value === null) return undefined;
  const at = typeof value === 'string' ? parseInstant(value) : undefined;
  if (at === undefined) return 'must be a time such as 2030-01-01T00:00:00Z, or null';
  return at > Date.now() ? undefined : 'must be in the future';
}

function whyNotOverlap(value: unknown): string | undefined {
  const isSeconds = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= OVERLAP_LIMIT;
  return isSeconds ? undefined : `must be a number of seconds from 0 to ${OVERLAP_LIMIT}`;
}
