import type { QueryRunner } from 'typeorm';

/** The schema of new tables, quoted if necessary. */
export async function currentSchema(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query('select quote_ident(current_schema()) as schema')) as { schema: string | null }[];
  return row?.schema ?? 'public';
}
