import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import {
  SETTING_NAME_OR_ALIAS,
  assertName,
  invalid,
  isJsonObject,
  parseContext,
  type JsonValue,
} from '@heksher/domain';
import { toJsonObject } from '../http/body.pipe.js';
import type { EvaluationRequest } from './evaluation.service.js';

/** Takes what the body of a request asks to be evaluated. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext): EvaluationRequest => {
  return readEvaluation(context.switchToHttp().getRequest<{ body: JsonValue | undefined }>().body);
});

/** An `EvaluateBody`, read by hand: the validation of classes takes as long as finding a value. Throws `invalid`. */
export function readEvaluation(body: JsonValue | undefined): EvaluationRequest {
  const { context, settings, explain = false } = toJsonObject(body);
  if (!isJsonObject(context)) throw invalid('context must be a JSON object', { pointer: '/context' });
  if (typeof explain !== 'boolean') throw invalid('explain must be true or false', { pointer: '/explain' });
  return {
    settings: settings === undefined ? undefined : readNames(settings),
    context: parseContext(context, '/context'),
    isExplained: explain,
  };
}

function readNames(names: JsonValue): string[] {
  if (!Array.isArray(names)) throw invalid('settings must be an array of setting names', { pointer: '/settings' });
  return names.map((name, at) => {
    const pointer = `/settings/${at}`;
    if (typeof name !== 'string') throw invalid('a setting name must be a string', { pointer });
    assertName(SETTING_NAME_OR_ALIAS, name, { pointer });
    return name;
  });
}
