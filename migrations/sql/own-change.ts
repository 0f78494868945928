import type { QueryRunner } from 'typeorm';

export interface Head {
  seq: string;
  id: string;
  parent: string | null;
}

/** Moves the head on. What the transaction writes from now on is no write of another program. */
export async function advanceHead(runner: QueryRunner): Promise<Head> {
  const [head] = (await runner.query('select seq, id, parent from heksher_advance_head()')) as Head[];
  if (!head) throw new Error('the database answered no revision head');
  return head;
}

/** Records a change of the migration's own. It may touch any setting: caches drop what they have. */
export async function recordChange(
  runner: QueryRunner,
  { seq, id, parent }: Head,
  { action, after }: { action: 'schema.migrated' | 'schema.repaired'; after: object },
): Promise<void> {
  await runner.query(
    `insert into changes (seq, id, parent, actor, action, after) values ($1, $2, $3, 'migration', $4, $5)`,
    [seq, id, parent, action, JSON.stringify(after)],
  );
}
