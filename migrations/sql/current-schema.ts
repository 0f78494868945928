import type { QueryRunner } from 'typeorm';

/** The schema that new tables go to, quoted where it has to be. */
export async function currentSchema(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query('select quote_ident(current_schema()) as schema')) as { schema: string | null }[];
  return row?.schema ?? 'public';
}
