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
  type Declaration,
  type JsonObject,
  type JsonValue,
  type SettingType,
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

  @ApiProperty({ ...ANY_JSON, description: 'the value if no rule matches; never null', example: 64 })
  @IsPresent()
  default_value: JsonValue;

  @ApiPropertyOptional({ type: Object, description: 'string keys with any JSON', example: { owner: 'platform' } })
  @MayBeAbsent()
  @IsJsonObject()
  metadata?: JsonObject;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'another name of the setting, such as its former one',
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

export class TypeConflictsAnswer {
  @ApiProperty({ example: ['rule 2 (user=guest, theme=dark) has incompatible value 30'] })
  conflicts: string[];
}
