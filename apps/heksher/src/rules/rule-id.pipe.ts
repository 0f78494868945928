import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalid, type WrittenRuleId } from '@heksher/domain';

/** Reads a rule's id, a positive integer of any size. */
export class RuleIdPipe implements PipeTransform<string, WrittenRuleId> {
  transform(text: string, { data: parameter = '' }: ArgumentMetadata): WrittenRuleId {
    if (!/^0*[1-9]\d*$/.test(text)) {
      throw invalid(`a rule id is a positive integer, not ${JSON.stringify(text)}`, { parameter });
    }
    return { value: Number(text), text };
  }
}
