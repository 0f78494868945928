import type { QueryRunner } from 'typeorm';

export interface Head {
  seq: string;
  id: string;
  parent: string | null;
}

/** Advances the head. From then on the triggers do not log the writes of this transaction as another program's. */
export async function advanceHead(runner: QueryRunner): Promise<Head> {
  const [head] = (await runner.query('select seq, id, parent from heksher_advance_head()')) as Head[];
  if (!head) throw new Error('the database answered no revision head');
  return head;
}

/** Logs a change of the migration itself. It may touch any setting, so caches evict everything. */
export async function recordChange(
  runner: QueryRunner,
  { seq, id, parent }: Head,
  { action, after }: { action: 'schema.migrated' | 'schema.repaired'; after: object },
): Promise<void> {
  await runner.query(
    `insert into changes (seq, id, parent, actor, action, after, origin)
     values ($1, $2, $3, 'migration', $4, $5, 'migration')`,
    [seq, id, parent, action, JSON.stringify(after)],
  );
}
