import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  SETTING_NAME_OR_ALIAS,
  assertMetadataValue,
  parseMetadata,
  parseNewRule,
  type JsonObject,
  type JsonValue,
  type NewRule,
} from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';
import { IsJsonObject, IsName, IsPresent, MayBeAbsent } from '../http/body/validators.js';

export class AddRuleBody {
  @ApiProperty({ description: 'a name or alias of the setting', example: 'cache_size' })
  @IsName(SETTING_NAME_OR_ALIAS)
  setting: string;

  @ApiProperty({ type: Object, description: 'context feature → value', example: { user: 'admin' } })
  @IsJsonObject()
  feature_values: JsonObject;

  @ApiProperty({ ...ANY_JSON, description: "a value of the setting's type", example: 200 })
  @IsPresent()
  value: JsonValue;

  @ApiPropertyOptional({ type: Object, description: 'string keys with any JSON', example: { added_by: 'jim' } })
  @MayBeAbsent()
  @IsJsonObject()
  metadata?: JsonObject;

  /** The rule that the body writes. Throws `invalid`. */
  toRule(): NewRule {
    const { setting, feature_values: featureValues, value, metadata = {} } = this;
    return parseNewRule({ setting, featureValues, value, metadata });
  }
}

export class RuleValueBody {
  @ApiProperty({ ...ANY_JSON, description: "a value of the setting's type", example: 40 })
  @IsPresent()
  value: JsonValue;
}

export class RuleMetadataBody {
  @ApiPropertyOptional({ type: Object, description: 'string keys with any JSON', example: { added_by: 'jim' } })
  @MayBeAbsent()
  @IsJsonObject()
  metadata?: JsonObject;

  toMetadata(): JsonObject {
    return parseMetadata(this.metadata, ['metadata']);
  }
}

export class RuleMetadataValueBody {
  @ApiProperty({ ...ANY_JSON, example: 'jim' })
  @IsPresent()
  value: JsonValue;

  toValue(): JsonValue {
    assertMetadataValue(this.value, ['value']);
    return this.value;
  }
}

export class RuleIdAnswer {
  @ApiProperty({ type: 'integer', example: 3 })
  rule_id: number;
}
