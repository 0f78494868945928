import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalid, isJsonObject, parseContext, type JsonValue } from '@heksher/domain';
import { readSettingNames } from '../http/body/setting-names.js';
import { toJsonObject } from '../http/body/body.pipe.js';
import type { EvaluationRequest } from './evaluation.service.js';

/** Takes what the body of a request asks to be evaluated. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext): EvaluationRequest => {
  return readEvaluation(context.switchToHttp().getRequest<{ body: JsonValue | undefined }>().body);
});

/** An `EvaluateBody`, read by hand: the validation of classes takes as long as finding a value. Throws `invalid`. */
export function readEvaluation(body: JsonValue | undefined): EvaluationRequest {
  const { context, settings, explain = false } = toJsonObject(body);
  if (!isJsonObject(context)) throw invalid('context must be a JSON object', { path: ['context'] });
  if (typeof explain !== 'boolean') throw invalid('explain must be true or false', { path: ['explain'] });
  return {
    settings: settings === undefined ? undefined : readSettingNames(settings),
    context: parseContext(context, ['context']),
    isExplained: explain,
  };
}
