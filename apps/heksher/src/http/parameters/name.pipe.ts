import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { assertName, type SETTING_NAME } from '@heksher/domain';

/** Checks that a path parameter is a name that fits a rule. */
export class NamePipe implements PipeTransform<string, string> {
  constructor(private readonly rule: typeof SETTING_NAME) {}

  transform(text: string, { data: parameter = '' }: ArgumentMetadata): string {
    assertName(this.rule, text, { parameter });
    return text;
  }
}
