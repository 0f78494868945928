import type { Service } from './service.js';

/** The uses of a name by a client. */
export interface UsageEntry {
  setting: string | null;
  name: string;
  is_alias: boolean;
  client: string;
  kind: string;
  hits: number;
  first_at: string;
  last_at: string;
}

/** A rule and what is known of its use. */
export interface RuleUsage {
  rule_id: number;
  context_features: Record<string, string>;
  wins: number;
  last_won_at: string | null;
  complete: boolean;
  never: boolean;
  redundant: boolean;
  depends_on_resolver: boolean;
}

/** A setting that may no longer be needed. */
export interface StaleSetting {
  setting: string;
  reasons: string[];
  aliases_in_use: string[];
  last_at: string | null;
}

const USAGE = '/api/v1/usage';
/** The most entries of a page. */
const PAGE = 1000;

/** All uses of a setting, by its name and its aliases. */
export async function readUsage(service: Service, setting: string): Promise<UsageEntry[]> {
  const found: UsageEntry[] = [];
  for (let cursor: string | undefined; ;) {
    const query = { setting, cursor, limit: PAGE };
    const { body } = await service.get<{ usage: UsageEntry[]; next: string | null }>(USAGE, query);
    found.push(...body.usage);
    if (body.next === null) return found;
    cursor = body.next;
  }
}

/** The rules of a setting, by descending priority. */
export async function readRuleUsage(service: Service, setting: string): Promise<RuleUsage[]> {
  return (await service.get<{ rules: RuleUsage[] }>(`${USAGE}/rules`, { setting })).body.rules;
}

/** The settings that may no longer be needed, and since when uses are counted; undefined if nothing ever was. */
export async function readStale(
  service: Service,
  days: number,
): Promise<{ stale: StaleSetting[]; countedSince: string | undefined }> {
  const { body, headers } = await service.get<StaleSetting[]>(`${USAGE}/stale`, { days });
  return { stale: body, countedSince: headers.get('heksher-counted-since') ?? undefined };
}
