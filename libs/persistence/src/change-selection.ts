/** Which changes a page has. What is absent does not limit them. */
export interface ChangesSelection {
  /** Only changes with a higher sequence. */
  after?: bigint | undefined;
  /** Only changes with a lower sequence. */
  before?: bigint | undefined;
  /** Whether the newest change comes first. */
  isNewestFirst?: boolean | undefined;
  /** Only changes of this setting, under any of its names, and changes that may be of any setting. */
  setting?: string | undefined;
  /** Only changes whose content names the rule of this id. */
  rule?: number | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  /** Only changes at this time or later, in milliseconds since 1970. */
  from?: number | undefined;
  /** Only changes at this time or earlier. */
  to?: number | undefined;
  limit: number;
}

/** The part of the log that has the changes of a selection; its ends are outside. */
export interface Span {
  after: bigint;
  before: bigint;
}

/** SQL text with its parameters. */
export class Statement {
  readonly values: unknown[] = [];

  /** A parameter for a value, as SQL text. */
  bind(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

/** The conditions of a selection on changes `l`, but for those on sequences and settings. */
export function conditionsOf({ actor, action, rule, from, to }: ChangesSelection, statement: Statement): string[] {
  const conditions: string[] = [];
  if (actor !== undefined) conditions.push(`l.actor = ${statement.bind(actor, 'text')}`);
  if (action !== undefined) conditions.push(`l.action = ${statement.bind(action, 'text')}`);
  // Times are shown in milliseconds, so they are compared in milliseconds.
  const time = `date_trunc('milliseconds', l.at)`;
  if (from !== undefined) conditions.push(`${time} >= ${timeOf(from, statement)}`);
  if (to !== undefined) conditions.push(`${time} <= ${timeOf(to, statement)}`);
  if (rule !== undefined) conditions.push(names(rule, statement));
  return conditions;
}

function timeOf(milliseconds: number, statement: Statement): string {
  return `to_timestamp(${statement.bind(milliseconds, 'float8')} / 1000)`;
}

/**
 * Whether a change names a rule: as the log's own content does, or as the rows of another program do. By text, because
 * PostgreSQL reads no JSON that has U+0000 in a string.
 */
function names(rule: number, statement: Statement): string {
  const own = statement.bind(`"rule_id":${rule}[,}]`, 'text');
  const foreign = statement.bind(`"(id|rule)": ?${rule}[,}]`, 'text');
  return `concat(l.before, l.after, l.items) ~ case l.action when 'external' then ${foreign} else ${own} end`;
}

/** The condition that changes of this alias are within a span. */
export function within({ after, before }: Span, alias: string, statement: Statement): string {
  const low = statement.bind(String(after), 'bigint');
  const high = statement.bind(String(before), 'bigint');
  return `${alias}.seq > ${low} and ${alias}.seq < ${high}`;
}
