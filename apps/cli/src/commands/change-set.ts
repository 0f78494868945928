import type { JsonObject, JsonValue } from '@heksher/domain';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { ProblemFault } from '../http/problem.js';
import { impactLines, type ImpactEntry } from '../output/impact-lines.js';
import { printable } from '../output/text.js';
import type { Session } from '../session.js';

/** The answer to a change set. */
export interface ChangeSetAnswer {
  /** Null if nothing has changed. */
  sequence: number | null;
  results: { outcome: 'created' | 'changed' | 'deleted' | 'unchanged'; rule_id?: number; declaration?: JsonObject }[];
  warnings: string[];
  impact?: ImpactEntry[];
  impact_truncated?: boolean;
}

/** A change set, and whether to ask before it is applied. */
export interface Proposal {
  operations: JsonObject[];
  basedOn?: number;
  note?: string | undefined;
  yes?: boolean | undefined;
  describeFault?: (fault: ProblemFault) => string;
}

const PATH = '/api/v1/change_sets';

/** What a change set would do, with its impact. */
export async function tryOut(session: Session, proposal: Proposal): Promise<ChangeSetAnswer> {
  const body = { ...bodyOf(proposal), dry_run: true };
  return (await session.service.ask<ChangeSetAnswer>(PATH, body, proposal.describeFault)).body;
}

/** Asks, and applies a change set. Prints what came of it. */
export async function applyAfterAsking(session: Session, proposal: Proposal): Promise<ExitCode> {
  if (!(await session.confirm('Do this?', proposal))) return declined(session);
  const answer = await sendChangeSet(session, proposal);
  session.out.result(answer as unknown as JsonValue, () => [doneText(answer.sequence)]);
  return EXIT.done;
}

/** Applies a change set. */
export async function sendChangeSet(session: Session, proposal: Proposal): Promise<ChangeSetAnswer> {
  const { describeFault } = proposal;
  const options = { isKeyed: true, describeFault };
  return (await session.service.change<ChangeSetAnswer>(PATH, bodyOf(proposal), options)).body;
}

/** Prints which values would change, and the warnings. */
export function showImpact(
  { out }: Session,
  { impact = [], impact_truncated, warnings }: Pick<ChangeSetAnswer, 'impact' | 'impact_truncated' | 'warnings'>,
): void {
  out.messages(impactLines(impact, impact_truncated === true, out.messageStyle));
  out.messages(warnings.map((warning) => `Warning: ${printable(warning)}`));
}

/** Whether a change set would change nothing. */
export function isUnchanged({ results }: ChangeSetAnswer): boolean {
  return results.every(({ outcome }) => outcome === 'unchanged');
}

/** Ends without a request, because everything is so already. */
export async function nothingToDo({ out }: Session, { results, warnings }: ChangeSetAnswer): Promise<ExitCode> {
  const answer = { sequence: null, results, warnings };
  out.result(answer as unknown as JsonValue, () => [doneText(null)]);
  return EXIT.done;
}

/** Says that the answer was no. */
export function declined({ out }: Session): ExitCode {
  out.message('Nothing was done.');
  return EXIT.declined;
}

/** What came of a change. */
export function doneText(sequence: number | null): string {
  return sequence === null
    ? 'Nothing was to do.'
    : `Done: change ${sequence}. To take it back: heksher undo ${sequence}`;
}

function bodyOf({ operations, basedOn, note }: Proposal): JsonObject {
  return {
    operations,
    impact: true,
    ...(basedOn !== undefined && { based_on: basedOn }),
    ...(note !== undefined && { note }),
  };
}
