import type { JsonObject } from '@heksher/domain';
import { conditionsText, printable } from './text.js';

/** What an operation of a change set is about: `rule.set cache_size user=guest`. */
export function operationText(operation: JsonObject): string {
  const { op, feature_values: conditions } = operation;
  const name = operation['setting'] ?? operation['name'] ?? operation['context_feature'];
  return [
    ...[op, name].filter((word) => typeof word === 'string').map(printable),
    ...(conditions ? [conditionsText(conditions as Record<string, string>)] : []),
  ].join(' ');
}
