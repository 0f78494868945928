import { ApiProperty } from '@nestjs/swagger';
import { printJson, type JsonObject } from '@heksher/domain';

export class SettingMetadataAnswer {
  @ApiProperty({ type: Object, example: { owner: 'platform' } })
  metadata: JsonObject;
}

export class RuleMetadataAnswer {
  @ApiProperty({ type: Object, example: { added_by: 'jim' } })
  metadata: JsonObject;
}

/** The body of `GET /settings/{name}/metadata` and of `GET /rules/{id}/metadata`. */
export function printMetadataBody({ metadata }: { metadata: JsonObject }): string {
  return printJson({ metadata });
}
