import type { JsonObject, JsonValue } from '@heksher/domain';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { changeLines } from '../output/change-lines.js';
import { shownItem, type Item } from '../output/item-lines.js';
import { counted } from '../output/text.js';
import type { Session } from '../session.js';
import { declined, doneText, showImpact, tryOut } from './change-set.js';
import { operationsOf } from './operations-of.js';

/** What an undo or a restore does. */
export interface HistoryAnswer {
  sequence: number | null;
  /** At most 1,000. */
  items: Item[];
  total: number;
}

/** Shows what an undo or a restore would do. */
export async function tryHistory(session: Session, path: string, body: JsonObject): Promise<HistoryAnswer> {
  const { body: answer } = await session.service.ask<HistoryAnswer>(path, { ...body, dry_run: true });
  const { out } = session;
  out.messages(changeLines(answer.items.flatMap(shownItem), out.messageStyle));
  const left = answer.total - answer.items.length;
  if (left > 0) out.message(`and ${counted(left, 'more change')}`);
  else await showImpactOf(session, answer.items, body);
  return answer;
}

/** Shows for whom values change, if only rules do. Undo and restore do not answer that, but a change set like them does. */
async function showImpactOf(session: Session, items: readonly Item[], { note }: JsonObject): Promise<void> {
  const operations = operationsOf(items);
  if (!operations || operations.length === 0) return;
  try {
    showImpact(session, await tryOut(session, { operations, note: typeof note === 'string' ? note : undefined }));
  } catch (error) {
    // Rules that change places are no change set. The items are shown already.
    if (!(error instanceof Failure) || error.exitCode !== EXIT.refused) throw error;
  }
}

interface Undertaking {
  path: string;
  body: JsonObject;
  yes: boolean | undefined;
  /** What the dry run has answered. */
  shown: HistoryAnswer;
  /** Throws if it is no longer what was shown. */
  check?: () => Promise<void>;
}

/** Asks, and carries out an undo or a restore. Prints what came of it. */
export async function carryOutHistory(
  session: Session,
  { path, body, yes, shown, check }: Undertaking,
): Promise<ExitCode> {
  if (shown.total === 0) {
    session.out.result({ sequence: null, items: [], total: 0 }, () => [doneText(null)]);
    return EXIT.done;
  }
  if (!(await session.confirm('Do this?', { yes }))) return declined(session);
  await check?.();
  const { body: answer } = await session.service.change<HistoryAnswer>(
    path,
    { ...body, dry_run: false },
    { isKeyed: true },
  );
  session.out.result(answer as unknown as JsonValue, () => [doneText(answer.sequence)]);
  return EXIT.done;
}
