import type { TestDatabase } from './postgres.js';

/** A change with entries, as a change set leaves it in the log. */
export interface AppendedChange {
  items: unknown[];
  settings: string[] | null;
  action?: string;
}

/** Appends a change to the log without making it. Answers its sequence. */
export async function appendChange(
  database: TestDatabase,
  { items, settings, action = 'change_set.applied' }: AppendedChange,
): Promise<number> {
  const [row] = await database.sql<{ seq: string }>(
    `with head as (update revision_head set seq = seq + 1, parent = id, id = gen_random_uuid() returning *)
     insert into changes (seq, id, parent, action, settings, items, note, origin, request_id, undoes)
     select seq, id, parent, $1, $2, $3, 'because', 'change_set', 'r-1', seq - 1 from head returning seq`,
    [action, settings, JSON.stringify(items)],
  );
  return Number(row?.seq);
}
