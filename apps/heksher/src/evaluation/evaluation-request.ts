import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalid, isJsonObject, parseContext, type JsonValue } from '@heksher/domain';
import { toJsonObject } from '../http/body/body.pipe.js';
import { readSettingNames } from '../http/body/setting-names.js';
import type { EvaluationRequest } from './evaluation.service.js';

/** The evaluation that a request's body asks for. */
export const RequestedEvaluation = createParamDecorator((_: unknown, context: ExecutionContext): EvaluationRequest => {
  return readEvaluation(context.switchToHttp().getRequest<{ body: JsonValue | undefined }>().body);
});

/** Reads an `EvaluateBody`, by hand: the validation of classes takes as long as an evaluation. Throws `invalid`. */
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
