import { ApiProperty } from '@nestjs/swagger';
import {
  ExactNumber,
  printSettingType,
  printVersion,
  type JsonValue,
  type LatestChange,
  type Setting,
  type SettingFacts,
} from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';
import { NEXT_PAGE } from '../http/openapi/list-docs.js';
import { SettingAnswer, presentSetting } from '../http/representations/setting.js';

export class SettingSummaryAnswer {
  @ApiProperty({ example: 'cache_size' })
  name: string;

  @ApiProperty({ example: 'int' })
  type: string;

  @ApiProperty({ ...ANY_JSON, example: 64 })
  default_value: JsonValue;

  @ApiProperty({ example: '1.1' })
  version: string;
}

export class LatestChangeAnswer {
  @ApiProperty({ type: 'integer', format: 'int64', description: 'its position in the log', example: 9 })
  sequence: number;

  @ApiProperty({ format: 'date-time', example: '2026-11-23T20:15:00.000Z' })
  at: string;

  @ApiProperty({ type: String, nullable: true, description: 'who made it, if the proxy named anyone', example: 'jim' })
  actor: string | null;
}

export class FoundSettingAnswer extends SettingAnswer {
  @ApiProperty({ type: 'integer', description: 'how many rules it has', example: 2 })
  rules: number;

  @ApiProperty({
    type: () => LatestChangeAnswer,
    nullable: true,
    description: 'the latest change that names the setting; null if the log has none',
  })
  changed: LatestChangeAnswer | null;
}

export class PrefixAnswer {
  @ApiProperty({ description: 'what the names begin with, up to a dot', example: 'backend.cache.' })
  prefix: string;

  @ApiProperty({ type: 'integer', description: 'how many settings begin with it', example: 12 })
  settings: number;

  @ApiProperty({ type: 'integer', description: 'how many rules they have together', example: 40 })
  rules: number;
}

export class PrefixesAnswer {
  @ApiProperty({ type: () => [PrefixAnswer], description: 'sorted by prefix' })
  prefixes: PrefixAnswer[];

  @ApiProperty(NEXT_PAGE)
  next: string | null;
}

export class FacetAnswer {
  @ApiProperty({ example: 'int' })
  value: string;

  @ApiProperty({ type: 'integer', description: 'how many settings have it', example: 12 })
  settings: number;
}

export class FacetsAnswer {
  @ApiProperty({ type: () => [FacetAnswer], description: 'types' })
  types: FacetAnswer[];

  @ApiProperty({
    type: () => [FacetAnswer],
    description: 'the features that settings are configurable by',
    example: [{ value: 'user', settings: 12 }],
  })
  features: FacetAnswer[];

  @ApiProperty({ type: () => [FacetAnswer], example: [{ value: 'owner', settings: 12 }] })
  metadata_keys: FacetAnswer[];
}

/** A setting in a list, with its most important attributes. */
export function presentSummary({ name, type, defaultValue, version }: Setting): SettingSummaryAnswer {
  return { name, type: printSettingType(type), default_value: defaultValue, version: printVersion(version) };
}

/** A setting in a list, with all attributes. */
export function presentFound(setting: Setting, facts: SettingFacts | undefined): object {
  return { ...presentSetting(setting), rules: facts?.rules ?? 0, changed: presentChange(facts?.changed) };
}

function presentChange(changed: LatestChange | undefined): object | null {
  return changed ? { sequence: new ExactNumber(changed.seq), at: changed.at, actor: changed.actor } : null;
}
