import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import {
  FEATURE_NAME,
  SETTING_NAME,
  SETTING_NAME_OR_ALIAS,
  assertConsistent,
  assertMetadataValue,
  conform,
  locate,
  parseMetadata,
  parseSettingType,
  parseVersion,
  printSettingType,
  printVersion,
  type Declaration,
  type Difference,
  type JsonObject,
  type JsonValue,
  type Setting,
  type SettingType,
  type Verdict,
  type Version,
} from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';
import { AreNames, IsJsonObject, IsName, IsPresent, MayBeAbsent } from '../http/body/validators.js';

export class DeclareSettingBody {
  @ApiProperty({ description: 'the name of the setting', example: 'cache_size' })
  @IsName(SETTING_NAME)
  name: string;

  @ApiProperty({ description: 'the context features that rules may name', example: ['account', 'user', 'theme'] })
  @AreNames(FEATURE_NAME)
  configurable_features: string[];

  @ApiProperty({ description: 'the type of its values', example: 'int' })
  @IsString()
  type: string;

  @ApiProperty({ ...ANY_JSON, description: 'the value where no rule matches; never null', example: 64 })
  @IsPresent()
  default_value: JsonValue;

  @ApiPropertyOptional({ type: Object, description: 'string keys with any JSON', example: { owner: 'platform' } })
  @MayBeAbsent()
  @IsJsonObject()
  metadata?: JsonObject;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'another name of the setting, such as the one that it had before',
  })
  @IsOptional()
  @IsName(SETTING_NAME_OR_ALIAS)
  alias?: string | null;

  @ApiPropertyOptional({ description: 'the version of this declaration', example: '1.2', default: '1.0' })
  @MayBeAbsent()
  @IsString()
  version?: string;

  /** The declaration that the body writes. Throws `invalid`. */
  toDeclaration(): Declaration {
    const type = parseTypeMember(this.type);
    const metadata = parseMetadata(this.metadata, ['metadata']);
    const declaration = {
      name: this.name,
      alias: this.alias ?? undefined,
      type,
      defaultValue: conform(type, this.default_value),
      configurableFeatures: this.configurable_features,
      metadata,
      version: parseVersionMember(this.version ?? '1.0'),
    };
    assertConsistent(declaration);
    return declaration;
  }
}

/** A body that raises a setting's version. */
export class VersionBody {
  @ApiProperty({ description: 'the new version of the setting', example: '2.0' })
  @IsString()
  version: string;

  toVersion(): Version {
    return parseVersionMember(this.version);
  }
}

export class SetTypeBody extends VersionBody {
  @ApiProperty({ description: 'the new type', example: 'float' })
  @IsString()
  type: string;

  toType(): SettingType {
    return parseTypeMember(this.type);
  }
}

export class RenameSettingBody extends VersionBody {
  @ApiProperty({ description: 'the new name', example: 'cache.size' })
  @IsName(SETTING_NAME)
  name: string;
}

export class SetConfigurableFeaturesBody extends VersionBody {
  @ApiProperty({ description: 'the context features that rules may name', example: ['account', 'user', 'theme'] })
  @AreNames(FEATURE_NAME)
  configurable_features: string[];
}

export class SettingMetadataBody extends VersionBody {
  @ApiPropertyOptional({ type: Object, description: 'string keys with any JSON', example: { owner: 'platform' } })
  @MayBeAbsent()
  @IsJsonObject()
  metadata?: JsonObject;

  toMetadata(): JsonObject {
    return parseMetadata(this.metadata, ['metadata']);
  }
}

export class SettingMetadataValueBody extends VersionBody {
  @ApiProperty({ ...ANY_JSON, example: 'platform' })
  @IsPresent()
  value: JsonValue;

  toValue(): JsonValue {
    assertMetadataValue(this.value, ['value']);
    return this.value;
  }
}

function parseTypeMember(text: string): SettingType {
  return locate({ path: ['type'] }, () => parseSettingType(text));
}

function parseVersionMember(text: string): Version {
  return locate({ path: ['version'] }, () => parseVersion(text));
}

export class DifferenceAnswer {
  @ApiProperty({ enum: ['minor', 'major', 'mismatch'], example: 'minor' })
  level: string;

  @ApiPropertyOptional({ description: 'the attribute that differs', example: 'metadata' })
  attribute?: string;

  @ApiPropertyOptional({ ...ANY_JSON, description: 'what is stored now', example: {} })
  latest_value?: JsonValue;

  @ApiPropertyOptional({ description: 'how it differs, in place of attribute and latest_value' })
  message?: string;
}

export class DeclarationAnswer {
  @ApiProperty({ enum: ['created', 'uptodate', 'outdated', 'upgraded', 'rejected', 'mismatch'], example: 'upgraded' })
  outcome: string;

  @ApiPropertyOptional({ description: 'where outdated: the stored version', example: '1.1' })
  latest_version?: string;

  @ApiPropertyOptional({ description: 'where upgraded or rejected: the stored version before', example: '1.1' })
  previous_version?: string;

  @ApiPropertyOptional({ type: () => [DifferenceAnswer] })
  differences?: DifferenceAnswer[];
}

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

export class SettingAnswer {
  @ApiProperty({ description: 'the canonical name', example: 'cache_size' })
  name: string;

  @ApiProperty({ description: 'in feature order', example: ['account', 'user', 'theme'] })
  configurable_features: string[];

  @ApiProperty({ example: 'int' })
  type: string;

  @ApiProperty({ ...ANY_JSON, example: 64 })
  default_value: JsonValue;

  @ApiProperty({ type: Object, example: { owner: 'platform' } })
  metadata: JsonObject;

  @ApiProperty({ description: 'other names of the setting, sorted', example: ['cache-size'] })
  aliases: string[];

  @ApiProperty({ example: '1.1' })
  version: string;
}

/** The settings, sorted by name. */
export class SettingListAnswer {
  @ApiProperty({ type: () => [SettingSummaryAnswer] })
  settings: (SettingSummaryAnswer | SettingAnswer)[];
}

export class SettingMetadataAnswer {
  @ApiProperty({ type: Object, example: { owner: 'platform' } })
  metadata: JsonObject;
}

export class TypeConflictsAnswer {
  @ApiProperty({ example: ['rule 2 (user=guest, theme=dark) has incompatible value 30'] })
  conflicts: string[];
}

/** A setting as the API shows it. */
export function presentSetting(setting: Setting): SettingAnswer {
  return {
    name: setting.name,
    configurable_features: setting.configurableFeatures,
    type: printSettingType(setting.type),
    default_value: setting.defaultValue,
    metadata: setting.metadata,
    aliases: setting.aliases,
    version: printVersion(setting.version),
  };
}

/** A list of settings, with everything about them or a summary. */
export function presentList(settings: readonly Setting[], isWhole: boolean): SettingListAnswer {
  return { settings: settings.map(isWhole ? presentSetting : presentSummary) };
}

export function presentMetadata({ metadata }: Setting): SettingMetadataAnswer {
  return { metadata };
}

function presentSummary({ name, type, defaultValue, version }: Setting): SettingSummaryAnswer {
  return { name, type: printSettingType(type), default_value: defaultValue, version: printVersion(version) };
}

/** The outcome of a declaration as Heksher's clients read it. */
export function presentVerdict(verdict: Verdict | { outcome: 'created' }): DeclarationAnswer {
  switch (verdict.outcome) {
    case 'created':
    case 'uptodate':
      return { outcome: verdict.outcome };
    case 'mismatch':
      return { outcome: verdict.outcome, differences: verdict.differences.map(presentDifference) };
    case 'outdated':
      return {
        outcome: verdict.outcome,
        latest_version: printVersion(verdict.latestVersion),
        differences: verdict.differences.map(presentDifference),
      };
    case 'upgraded':
    case 'rejected':
      return {
        outcome: verdict.outcome,
        previous_version: printVersion(verdict.previousVersion),
        differences: verdict.differences.map(presentDifference),
      };
  }
}

function presentDifference(difference: Difference): DifferenceAnswer {
  const { level } = difference;
  if ('message' in difference) return { level, message: difference.message };
  return { level, attribute: difference.attribute, latest_value: difference.latestValue };
}
