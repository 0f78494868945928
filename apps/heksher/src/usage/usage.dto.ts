import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EVERYTHING, USE_KINDS, type StaleReason, type UseKind } from '@heksher/domain';
import type { ClientUsage, NameUsage } from '@heksher/persistence';
import type { RuleUsage, StaleSetting } from './usage.service.js';

const TIME = { format: 'date-time', example: '2026-11-27T08:15:00.000Z' };
const REASONS: StaleReason[] = [
  'never_asked_for',
  'not_asked_for_since',
  'declared_by_no_client_since',
  'every_rule_equals_default',
];

/** The uses of a name by a client. */
export class UsageEntry {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'the canonical name; null for requests for everything, and if no setting has the name now',
    example: 'cache_size',
  })
  setting: string | null;

  @ApiProperty({
    description: `the name as it was asked for; \`${EVERYTHING}\` for all settings`,
    example: 'cacheSize',
  })
  name: string;

  @ApiProperty({ description: 'whether the name is an alias', example: true })
  is_alias: boolean;

  @ApiProperty({
    description: 'from `Heksher-Client`, otherwise the name of the token, otherwise the product in `User-Agent`',
    example: 'shop/1.4.2',
  })
  client: string;

  @ApiProperty({
    enum: USE_KINDS,
    description: 'how it was asked for; `get`: values that the client has resolved and counted itself',
    example: 'evaluate',
  })
  kind: UseKind;

  @ApiProperty({ type: 'integer', format: 'int64', description: 'how often', example: 86_400 })
  hits: number;

  @ApiProperty(TIME)
  first_at: string;

  @ApiProperty(TIME)
  last_at: string;
}

export class UsageAnswer {
  @ApiProperty({ type: [UsageEntry], description: 'by name, client and kind' })
  usage: UsageEntry[];

  @ApiProperty({ type: String, nullable: true, description: 'the cursor of the next page; null at the end' })
  next: string | null;
}

/** A setting that may no longer be needed. */
export class StaleSettingAnswer {
  @ApiProperty({ description: 'the canonical name', example: 'cache_size' })
  setting: string;

  @ApiProperty({ enum: REASONS, isArray: true, description: 'at least one', example: ['not_asked_for_since'] })
  reasons: StaleReason[];

  @ApiProperty({ type: [String], description: 'the aliases that were asked for in that time', example: ['cacheSize'] })
  aliases_in_use: string[];

  @ApiProperty({ ...TIME, type: String, nullable: true, description: 'when it was last asked for; null for never' })
  last_at: string | null;
}

/** A rule and what is known of its use. */
export class RuleUsageAnswer {
  @ApiProperty({ type: 'integer', example: 3 })
  rule_id: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'its conditions',
    example: { user: 'guest', theme: 'dark' },
  })
  context_features: Record<string, string>;

  @ApiProperty({ type: 'integer', format: 'int64', description: 'how often it decided a value', example: 1204 })
  wins: number;

  @ApiProperty({ ...TIME, type: String, nullable: true, description: 'null if it has not won' })
  last_won_at: string | null;

  @ApiProperty({
    description: 'whether all wins are counted: false while clients resolve the setting that do not report them',
    example: true,
  })
  complete: boolean;

  @ApiProperty({ description: 'whether it wins in no context', example: false })
  never: boolean;

  @ApiProperty({ description: 'whether deleting it alone would change no value in any context', example: false })
  redundant: boolean;

  @ApiProperty({
    description:
      'whether heksher-py, which compares rules in another way, chooses another rule in some context in which it wins',
    example: false,
  })
  depends_on_resolver: boolean;
}

export class RulesUsageAnswer {
  @ApiProperty({ type: [RuleUsageAnswer], description: 'by descending priority' })
  rules: RuleUsageAnswer[];
}

/** A client and how much it uses. */
export class ClientUsageAnswer {
  @ApiProperty({ example: 'shop/1.4.2' })
  client: string;

  @ApiProperty({ type: 'integer', description: 'how many settings it has asked for by name', example: 12 })
  settings: number;

  @ApiProperty(TIME)
  last_at: string;
}

export class ClientsUsageAnswer {
  @ApiProperty({ type: [ClientUsageAnswer], description: 'by name' })
  clients: ClientUsageAnswer[];
}

class ReportedSetting {
  @ApiProperty({ description: 'the name or alias that the client uses', example: 'cache_size' })
  name: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'how many values it has resolved', example: 120 })
  gets: number;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'by the ids of rules, how often each has won',
    example: { '3': 17 },
  })
  rules?: Record<string, number>;
}

export class ReportBody {
  @ApiProperty({ description: 'its `Heksher-Client`', example: 'shop/1.4.2' })
  client: string;

  @ApiProperty(TIME)
  from: string;

  @ApiProperty(TIME)
  to: string;

  @ApiProperty({ type: [ReportedSetting] })
  settings: ReportedSetting[];
}

export function presentUse({ firstAt, lastAt, isAlias, ...use }: NameUsage): UsageEntry {
  const { setting, name, client, kind, hits } = use;
  return { setting, name, is_alias: isAlias, client, kind, hits, first_at: timeOf(firstAt), last_at: timeOf(lastAt) };
}

export function presentStale({ setting, reasons, aliasesInUse, lastAt }: StaleSetting): StaleSettingAnswer {
  return { setting, reasons, aliases_in_use: aliasesInUse, last_at: lastAt ? timeOf(lastAt) : null };
}

export function presentRule({ rule, ...usage }: RuleUsage, isComplete: boolean): RuleUsageAnswer {
  return {
    rule_id: rule.id,
    context_features: Object.fromEntries(rule.conditions.map(({ feature, value }) => [feature, value])),
    wins: usage.wins,
    last_won_at: usage.lastWonAt ? timeOf(usage.lastWonAt) : null,
    complete: isComplete,
    never: usage.never,
    redundant: usage.redundant,
    depends_on_resolver: usage.dependsOnResolver,
  };
}

export function presentClient({ client, settings, lastAt }: ClientUsage): ClientUsageAnswer {
  return { client, settings, last_at: timeOf(lastAt) };
}

function timeOf(time: Date): string {
  return time.toISOString();
}
