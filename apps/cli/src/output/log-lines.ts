import type { LoggedChange } from '../http/changes.js';
import { counted, printable, timeText } from './text.js';

/** The most names of settings that a line shows. */
const MOST_NAMES = 3;

/** What a stream and the log say of a change. */
export type SeenChange = Pick<LoggedChange, 'sequence' | 'at' | 'actor' | 'action' | 'settings'> &
  Partial<Pick<LoggedChange, 'note' | 'items'>>;

/** A change as the cells of a line. */
export function changeCells({ sequence, at, actor, action, settings, note, items }: SeenChange): string[] {
  const several = typeof items === 'number' ? ` (${counted(items, 'item')})` : '';
  return [
    `${sequence}`,
    timeText(at),
    printable(actor ?? '-'),
    printable(action) + several,
    settingsText(settings),
    printable(note ?? ''),
  ];
}

function settingsText(settings: readonly string[] | null): string {
  if (settings === null) return '(any)';
  if (settings.length === 0) return '-';
  const left = settings.length - MOST_NAMES;
  return printable(settings.slice(0, MOST_NAMES).join(' ')) + (left > 0 ? ` and ${left} more` : '');
}
