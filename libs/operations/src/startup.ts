import { Draft, planOf, planStartup, type StartupPlan } from '@heksher/domain';
import type { Database } from '@heksher/persistence';

/**
 * Makes the stored list of context features the expected one, and answers what that took. It reads the places of the
 * features under the lock, since only the start of the service repairs them. Throws `conflict` unless the stored list is a
 * subsequence of the expected one.
 */
export function adaptFeatures(database: Database, expected: readonly string[]): Promise<StartupPlan> {
  return database.write(async ({ features, record }) => {
    const stored = await features.listStored();
    const startup = planStartup(stored, expected);
    if (startup.isUnchanged) return startup;
    const names = stored.map(({ name }) => name);
    const draft = new Draft({ features: names, everySetting: [], find: () => undefined, findByRule: () => undefined });
    draft.setFeatures(expected, 'context_features.adapted');
    draft.isListWritten = true; // the places may be wrong although the order is right
    const { effects, items } = planOf(draft, []);
    const [item] = items;
    if (!item) throw new Error('the list of features was adapted without an entry');
    const { action, settings, before, after } = item;
    record({ effects, change: { author: { actor: 'startup', origin: 'startup' }, action, settings, before, after } });
    return startup;
  });
}
