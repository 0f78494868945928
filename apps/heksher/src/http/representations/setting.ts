import { ApiProperty } from '@nestjs/swagger';
import {
  printJson,
  printSettingType,
  printVersion,
  type JsonObject,
  type JsonValue,
  type Setting,
} from '@heksher/domain';
import { ANY_JSON } from '../openapi/api-docs.js';

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

/** The body of `GET /settings/{name}`. */
export function printSettingBody(setting: Setting): string {
  return printJson(presentSetting(setting));
}
