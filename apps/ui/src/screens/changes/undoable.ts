import { changesTokensOnly } from '@heksher/domain';
import type { Change } from '../../api/types.js';

/** Whether the log says enough about a change to take it back. The service has the last word. */
export function isUndoable(change: Pick<Change, 'action' | 'items' | 'before' | 'after'>): boolean {
  const { action, items, before, after } = change;
  if (changesTokensOnly(change) || action.startsWith('schema.')) return false;
  return items !== null || before !== null || after !== null;
}
