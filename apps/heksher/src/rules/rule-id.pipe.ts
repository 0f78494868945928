import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { WrittenRuleId } from '@heksher/domain';
import { parseRuleId } from '../http/parameters/rule-id.js';

/** Reads a rule's id, a positive integer of any size. */
export class RuleIdPipe implements PipeTransform<string, WrittenRuleId> {
  transform(text: string, { data: parameter = '' }: ArgumentMetadata): WrittenRuleId {
    return parseRuleId(text, parameter);
  }
}
