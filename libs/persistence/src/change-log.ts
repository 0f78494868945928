import type { EntityManager } from 'typeorm';
import { printJson, type Rule } from '@heksher/domain';

/** What kinds of change there are. `external` stands for whatever another program wrote. */
export type Action =
  | 'context_feature.added'
  | 'context_feature.deleted'
  | 'context_feature.moved'
  | 'context_features.adapted'
  | 'setting.created'
  | 'setting.upgraded'
  | 'setting.version_raised'
  | 'setting.type_changed'
  | 'setting.renamed'
  | 'setting.configurable_features_changed'
  | 'setting.metadata_changed'
  | 'setting.deleted'
  | 'rule.created'
  | 'rule.value_changed'
  | 'rule.metadata_changed'
  | 'rule.deleted'
  | 'external';

/** What a transaction did. */
export interface Change {
  action: Action;
  /** The canonical names, old and new, of the settings that it touched; null where it could be any. */
  settings: readonly string[] | null;
  /** What was and what is now, as any JSON; undefined where there was or is nothing. */
  before?: unknown;
  after?: unknown;
}

/** A rule as the log tells of it. */
export function recordedRule({ id, setting, value, conditions, metadata }: Rule): object {
  const feature_values = conditions.map((condition) => [condition.feature, condition.value]);
  return { rule_id: id, setting, value, feature_values, metadata };
}

/** The state of a database as one value. Two different contents never share an `id`; `seq` grows with every commit. */
export interface RevisionHead {
  id: string;
  seq: string;
  /** The `id` before this one, or null where a chain begins. */
  parent: string | null;
}

/** Locks the head until the transaction ends and moves it on: the first statement of every writer. */
export async function advanceHead(manager: EntityManager): Promise<RevisionHead> {
  const [head] = await manager.query<RevisionHead[]>('select id, seq, parent from heksher_advance_head()');
  if (!head) throw new Error('the database answered no revision head');
  return head;
}

/** Appends what a transaction did to the log, in the same transaction. */
export async function appendChange(
  manager: EntityManager,
  head: RevisionHead,
  { actor, change }: { actor: string | undefined; change: Change },
): Promise<void> {
  await manager.query(
    `insert into changes (seq, id, parent, actor, action, settings, before, after)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      head.seq,
      head.id,
      head.parent,
      actor ?? null,
      change.action,
      change.settings,
      change.before === undefined ? null : printJson(change.before),
      change.after === undefined ? null : printJson(change.after),
    ],
  );
}

/** What a cache needs to know of a change. */
export interface ChangeNotice {
  seq: string;
  id: string;
  parent: string | null;
  action: Action;
  settings: string[] | null;
}

/** Reads the change log. */
export class ChangesRepository {
  constructor(private readonly manager: EntityManager) {}

  /** The changes after a `seq` up to another, oldest first. */
  async listNotices(after: string, upTo: string): Promise<ChangeNotice[]> {
    return this.manager.query<ChangeNotice[]>(
      'select seq, id, parent, action, settings from changes where seq > $1 and seq <= $2 order by seq',
      [after, upTo],
    );
  }
}
