import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import {
  invalid,
  isJsonObject,
  parseContext,
  parsePoint,
  type JsonValue,
  type Place,
  type Point,
} from '@heksher/domain';
import { toJsonObject } from '../http/body/body.pipe.js';
import { readSettingNames } from '../http/body/setting-names.js';
import { lastText } from '../http/parameters/query-text.js';
import type { EvaluationRequest } from './evaluation.service.js';
import { findPaging, findPagingByUrl, type SettingPaging } from './setting-selection.js';

/** The evaluation that a request's body asks for. */
export const RequestedEvaluation = createParamDecorator((_: unknown, context: ExecutionContext): EvaluationRequest => {
  return readEvaluation(context.switchToHttp().getRequest<{ body: JsonValue | undefined }>().body);
});

/** Which page of settings the query parameters of a request ask for; undefined for all settings at once. */
export const RequestedPaging = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { query } = context.switchToHttp().getRequest<Request>();
  return findPagingByUrl((name) => lastText(query[name]));
});

/** Reads an `EvaluateBody`, by hand: the validation of classes takes as long as an evaluation. Throws `invalid`. */
export function readEvaluation(body: JsonValue | undefined): EvaluationRequest {
  const members = toJsonObject(body);
  const { context, settings, explain = false, as_of } = members;
  if (!isJsonObject(context)) throw invalid('context must be a JSON object', { path: ['context'] });
  if (typeof explain !== 'boolean') throw invalid('explain must be true or false', { path: ['explain'] });
  return {
    settings: settings === undefined ? undefined : readSettingNames(settings),
    context: parseContext(context, ['context']),
    isExplained: explain,
    ...assertWhole(as_of === undefined ? undefined : parsePoint(as_of, { path: ['as_of'] }), findPaging(members), {
      path: ['as_of'],
    }),
  };
}

/** Throws `invalid` if a page of an earlier state is asked for. */
export function assertWhole(
  asOf: Point | undefined,
  paging: SettingPaging | undefined,
  at: Place,
): Pick<EvaluationRequest, 'asOf' | 'paging'> {
  if (!asOf || !paging) return { asOf, paging };
  throw invalid('an earlier state is evaluated as a whole: as_of takes no prefix, search, limit and cursor', at);
}
