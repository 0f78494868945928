import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { assertName, type SETTING_NAME } from '@heksher/domain';

/** Takes a path parameter that must be a name of a kind. */
export class NamePipe implements PipeTransform<string, string> {
  constructor(private readonly rule: typeof SETTING_NAME) {}

  transform(text: string, { data: parameter = '' }: ArgumentMetadata): string {
    assertName(this.rule, text, { parameter });
    return text;
  }
}
