import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { ChangesSelection } from '@heksher/persistence';
import { readInstant } from '../http/parameters/instant.js';
import { readLimit } from '../http/parameters/page-request.js';
import { lastText } from '../http/parameters/query-text.js';
import { readName, readOrder, readRuleId, readSequence, readText } from './parameters.js';

/** The changes that a request's query asks for. Throws `invalid`. */
export const RequestedChanges = createParamDecorator((_: unknown, context: ExecutionContext): ChangesSelection => {
  const { query } = context.switchToHttp().getRequest<Request>();
  return {
    after: readSequence(query.since, 'since'),
    before: readSequence(query.before, 'before'),
    isNewestFirst: readOrder(query.order, 'order'),
    limit: readLimit(lastText(query.limit)),
    setting: readName(query.setting, 'setting'),
    rule: readRuleId(query.rule, 'rule'),
    actor: readText(query.actor, 'actor'),
    action: readText(query.action, 'action'),
    from: readInstant(query.from, 'from'),
    to: readInstant(query.to, 'to'),
  };
});
