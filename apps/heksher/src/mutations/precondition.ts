import { DomainError, type Operation, type Subject } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import type { Mutation } from './mutation.js';
import { isOfMetadata, tagsOf } from './tags.js';

/** The refusal of a mutation whose subject has changed since its client read it. */
export class PreconditionError extends DomainError {
  constructor(
    message: string,
    readonly subject: Subject,
    /** The current tag of the subject; undefined if it does not exist. */
    readonly currentTag: string | undefined,
  ) {
    super('precondition-failed', message, [], { current_etag: currentTag ?? null });
  }
}

/** The check of an operation's preconditions, for the planner; undefined if there are none. */
export function preconditionOf(
  operation: Operation,
  { ifMatch, isCreateOnly, request }: Pick<Mutation, 'ifMatch' | 'isCreateOnly' | 'request'>,
  isRequired: boolean,
): ((subject: Subject) => void) | undefined {
  const isDeclaration = operation.op === 'setting.declare';
  if (isDeclaration && isCreateOnly) return assertNew;
  if (ifMatch !== undefined) return checkOf(ifMatch, isOfMetadata(operation));
  const mustMatch = isRequired && isProtected(request.method, operation);
  return mustMatch ? (subject) => refuseUnconditional(subject) : undefined;
}

/** The check of `If-Match`: one of the tags must be current for something that the client may have read. */
export function checkOf(ifMatch: readonly string[] | '*', ofMetadata: boolean): (subject: Subject) => void {
  return (subject) => {
    const tags = tagsOf(subject, ofMetadata);
    if (ifMatch === '*' ? tags.length > 0 : tags.some((tag) => ifMatch.includes(tag()))) return;
    const [first] = tags;
    const message = first
      ? 'the state has changed since it was read: none of the entity tags in If-Match is current'
      : 'If-Match cannot hold, since there is nothing to match';
    throw new PreconditionError(message, subject, first?.());
  };
}

function assertNew(subject: Subject): void {
  const [tag] = tagsOf(subject, false);
  if (tag) throw new PreconditionError('the setting exists already', subject, tag());
}

/** `PUT`, `PATCH`, `DELETE`, and the `POST` that merges the metadata of a setting. */
function isProtected(method: string, { op }: Operation): boolean {
  return method !== 'POST' || op === 'setting.edit_metadata';
}

function refuseUnconditional(subject: Subject): never {
  const message = `a change needs If-Match here: GET ${placeOf(subject)} has the entity tag`;
  throw new DomainError('precondition-required', message);
}

function placeOf(subject: Subject): string {
  if (subject.kind === 'features') return PATHS.contextFeatures;
  if (subject.kind === 'rule') return `${PATHS.rules}/${subject.ruleId}`;
  return `${PATHS.settings}/${subject.setting?.setting.name ?? '{name}'}`;
}
