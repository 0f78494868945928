import { invalid, type WrittenRuleId } from '@heksher/domain';

/** Reads a rule's id, a positive integer of any size. Throws `invalid`. */
export function parseRuleId(text: string, parameter: string): WrittenRuleId {
  if (/^0*[1-9]\d*$/.test(text)) return { value: Number(text), text };
  throw invalid(`a rule id is a positive integer, not ${JSON.stringify(text)}`, { parameter });
}
