import type { IncomingMessage } from 'node:http';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { invalid } from '@heksher/domain';
import type { RulesetCache } from '@heksher/persistence';
import type { Request } from 'express';
import { needOf } from '../http/needs.decorator.js';

const HEADER = 'heksher-min-sequence';

/** The highest sequence of a bigint column. */
const LAST = 2n ** 63n - 1n;

/** Lets a read wait until this instance has seen the change that the client wants in the answer. */
export class MinSequenceGuard implements CanActivate {
  constructor(private readonly rulesets: RulesetCache) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (needOf(context.getHandler(), context.getClass(), request.method) !== 'reader') return true;
    const sequence = readMinSequence(request);
    if (sequence !== undefined) await this.rulesets.reach(sequence);
    return true;
  }
}

/** Whether a request has to wait for a change, or must be refused. */
export function waitsForChange(request: IncomingMessage, rulesets: RulesetCache): boolean {
  const header = request.headers[HEADER];
  if (header === undefined) return false;
  const sequence = parse(header);
  return sequence === undefined || !rulesets.hasReached(sequence);
}

/** The sequence of the change that an answer must have; undefined for none. Throws `invalid`. */
function readMinSequence({ headers }: IncomingMessage): bigint | undefined {
  const header = headers[HEADER];
  if (header === undefined) return undefined;
  const sequence = parse(header);
  if (sequence !== undefined) return sequence;
  throw invalid('Heksher-Min-Sequence must be the sequence of a change, such as 57', {
    parameter: 'Heksher-Min-Sequence',
  });
}

function parse(header: string | string[]): bigint | undefined {
  const sequence = typeof header === 'string' && /^\d{1,30}$/.test(header) ? BigInt(header) : LAST + 1n;
  return sequence <= LAST ? sequence : undefined;
}
