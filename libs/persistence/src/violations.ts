import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { DomainError } from '@heksher/domain';
import { UNREACHABLE, reasonOfCode, type Reason } from './database/reasons.js';

/** The meaning of violated constraints. Decisions are made under the lock of the head, so only another program can cause one. */
export const CONSTRAINT_MEANINGS: Record<string, string> = {
  context_features_pkey: 'the context feature exists already',
  context_features_index_key: 'another context feature has that place',
  settings_pkey: 'a setting of that name exists already',
  setting_aliases_pkey: 'the name is an alias of a setting already',
  setting_aliases_setting_fkey: 'the setting does not exist any more',
  configurable_setting_fkey: 'the setting does not exist any more',
  setting_metadata_setting_fkey: 'the setting does not exist any more',
  rules_setting_fkey: 'the setting does not exist any more',
  rules_pkey: 'a rule that another program added has the next id; try again',
  rules_setting_conditions_key: 'a rule with the same conditions exists already',
  setting_metadata_setting_key_key: 'the setting has metadata of that key already',
  rule_metadata_rule_key_key: 'the rule has metadata of that key already',
  rule_metadata_rule_fkey: 'the rule does not exist any more',
  conditions_rule_fkey: 'the rule does not exist any more',
  conditions_rule_context_feature_key: 'the rule has a condition on the context feature already',
  configurable_setting_context_feature_key: 'the setting is configurable by the context feature already',
  configurable_context_feature_fkey: 'the context feature does not exist any more, or is still in use',
  conditions_context_feature_fkey: 'the context feature does not exist any more, or is still in use',
  access_tokens_pkey: 'a token with that id exists already; try again',
  access_tokens_name_key: 'a token of that name exists already',
  access_tokens_selector_key: 'a token with that selector exists already; try again',
  access_tokens_role_check: 'no token has that role',
  access_token_uses_pkey: 'the use of the token was noted already',
  access_token_uses_token_id_fkey: 'the token does not exist any more',
  usage_pkey: 'the use was counted already',
  rule_usage_pkey: 'the wins of the rule were counted already',
};

/** The messages of `pg` and TypeORM about a connection that broke or was never made; such errors have no code. */
const UNREACHABLE_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout|Driver not Connected|Cannot use a pool after calling end/;

/** A connection that was lost while its transaction was being committed. */
export class LostCommitError extends Error {
  constructor(readonly lost: unknown) {
    super('a connection was lost while it committed');
    this.name = 'LostCommitError';
  }
}

const SOCKET_CODE = /^(E[A-Z]+|ERR_[A-Z_]+)$/;

/** The code that PostgreSQL or the network gave an error, if there is one. */
export function postgresErrorCode(error: unknown): string | undefined {
  const { driverError, code } = (error ?? {}) as { driverError?: { code?: unknown }; code?: unknown };
  const found = driverError?.code ?? code;
  return typeof found === 'string' ? found : undefined;
}

/** Whether an error means that the connection is of no more use, and that another one may do the work. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof LostCommitError || (findReason(error)?.reason.isOfConnection ?? false);
}

/** Work that the database did not do, and why. */
export interface RefusedWork {
  reason: Reason;
  /** The code of PostgreSQL or of the network, if there is one. */
  code: string | undefined;
  /** The message of the server or the network. Not for clients, because it names tables, roles and addresses. */
  said: string;
}

/** Why the database refused its work; undefined if an error is no such refusal. */
export function findReason(error: unknown): RefusedWork | undefined {
  if (error instanceof DomainError) return undefined;
  if (error instanceof LostCommitError) return findReason(error.lost);
  const code = postgresErrorCode(error);
  const said = String((error as Error | undefined)?.message);
  const reason = code === undefined ? reasonOfClient(error, said) : reasonOf(code);
  return reason && { reason, code, said };
}

function reasonOf(code: string): Reason | undefined {
  return SOCKET_CODE.test(code) ? UNREACHABLE : reasonOfCode(code);
}

function reasonOfClient(error: unknown, said: string): Reason | undefined {
  return isLostBetweenStatements(error) || UNREACHABLE_MESSAGES.test(said) ? UNREACHABLE : undefined;
}

/** TypeORM releases a connection that breaks between two statements, and the next statement fails with this. */
function isLostBetweenStatements(error: unknown): boolean {
  return error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
}

/** An error of the database as one of the domain: `conflict`, `unavailable`, or the error itself if it is neither. */
export function toDomainError(error: unknown): unknown {
  const { driverError } = (error ?? {}) as { driverError?: { constraint?: string } };
  const { constraint } = (driverError ?? error ?? {}) as { constraint?: string };
  const meaning = constraint === undefined ? undefined : CONSTRAINT_MEANINGS[constraint];
  if (meaning !== undefined) return new DomainError('conflict', meaning);
  if (error instanceof LostCommitError) {
    return new DomainError('unavailable', 'the database went away while the change was made: look whether it was');
  }
  const refused = findReason(error);
  return refused ? new DomainError('unavailable', refused.reason.sentence) : error;
}
