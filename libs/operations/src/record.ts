import { isOnRulesOnly, patchesOf, type Item } from '@heksher/domain';
import type { Change, WriteAccess } from '@heksher/persistence';
import type { Carried, Request } from './request.js';

type Recorded = Parameters<WriteAccess['record']>[0];

/** The part of a plan to write and log. Its new rules must have their ids. */
export function recordOf({ intent, action, answer }: Request, carried: Carried): Recorded {
  const { effects, items } = carried.plan;
  const { idempotency, author } = intent;
  const change: Change = {
    author,
    ...describe(items, action),
    request: idempotency && answer && { ...idempotency, answer: answer(carried) },
  };
  return { effects, change, patches: isOnRulesOnly(effects) ? patchesOf(items) : undefined };
}

/** A single item is described by the change itself. More are listed; the change then has the content of the main one. */
function describe(items: readonly Item[], action: Change['action'] | undefined): Omit<Change, 'author' | 'request'> {
  const [first] = items;
  if (!first) throw new Error('a plan without entries changes something');
  const { before, after } = first;
  if (action === undefined) {
    return { action: first.action, settings: settingsOf(items), before, after, ...(items.length > 1 && { items }) };
  }
  return { action, settings: settingsOf(items), items };
}

/** All settings that the entries touch; null if one of them may touch any. */
function settingsOf(items: readonly Item[]): string[] | null {
  const names = new Set<string>();
  for (const { settings } of items) {
    if (settings === null) return null;
    for (const name of settings) names.add(name);
  }
  return [...names];
}
