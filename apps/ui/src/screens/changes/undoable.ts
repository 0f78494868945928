import { changesTokensOnly } from '@heksher/domain';
import type { RowsItem } from '../../api/changes.js';
import type { Change, ChangeItem } from '../../api/types.js';
import type { Deed } from '../../app/permissions.js';

/** Whether the log says enough about a change to take it back. The service has the last word. */
export function isUndoable(change: Pick<Change, 'action' | 'items' | 'before' | 'after'>): boolean {
  const { action, items, before, after } = change;
  if (changesTokensOnly(change) || action.startsWith('schema.')) return false;
  return items !== null || before !== null || after !== null;
}

/**
 * What has to be permitted to take a change back, as far as the list knows. Of a change of several things it knows the settings
 * but not the actions, so it expects the least.
 */
export function deedOf({ action, items, settings }: Change, onlyItem: ChangeItem | RowsItem | undefined): Deed {
  if (items === null) return { action, settings };
  return { action: onlyItem && 'action' in onlyItem ? onlyItem.action : 'rule.changed', settings };
}
