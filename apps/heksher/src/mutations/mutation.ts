import type { Request, Response } from 'express';
import { invalid, type Principal } from '@heksher/domain';
import type { Author } from '@heksher/persistence';
import { lastText } from '../http/parameters/query-text.js';
import { givenId } from '../http/requests/request-id.js';
import { actorOf } from './actor.js';
import { readNote } from './note.js';

/** The parts of a mutating request besides the operation. */
export interface Mutation {
  author: Author;
  /** The principal; undefined if access is off. */
  principal: Principal | undefined;
  /** Whether it is a dry run. */
  isDryRun: boolean;
  /** The tags of `If-Match`; `*` for any; undefined if there is none. */
  ifMatch: readonly string[] | '*' | undefined;
  /** Whether it may only create: `If-None-Match: *`. */
  isCreateOnly: boolean;
  idempotencyKey: string | undefined;
  request: Request;
  response: Response;
}

/** Reads the headers and the query of a mutation. Throws `invalid`. */
export function readMutation(request: Request, response: Response): Mutation {
  const principal = request.handedOver?.principal;
  return {
    author: {
      // Only the guard knows which headers of a proxy may be believed.
      actor: principal ? principal.actor : actorOf(request),
      note: readNote(request.get('Heksher-Note')),
      requestId: givenId(response),
      origin: 'api',
    },
    principal,
    isDryRun: readDryRun(request),
    ifMatch: readTags(request.get('If-Match')),
    isCreateOnly: request.get('If-None-Match')?.trim() === '*',
    idempotencyKey: readKey(request.get('Idempotency-Key')),
    request,
    response,
  };
}

function readDryRun({ query }: Request): boolean {
  const text = lastText(query['dry_run']);
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw invalid(`dry_run must be true or false, not ${JSON.stringify(text)}`, { parameter: 'dry_run' });
}

/** The strong tags of a list; weak ones never match. An empty header counts as absent. */
export function readTags(header: string | undefined): readonly string[] | '*' | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  return text === '*' ? '*' : (text.match(/(?:W\/)?"[^"]*"/g) ?? []);
}

const KEY = /^[\x20-\x7e]{1,255}$/;

function readKey(header: string | undefined): string | undefined {
  if (header === undefined || KEY.test(header)) return header;
  throw invalid('an idempotency key is 1 to 255 printable ASCII characters', { parameter: 'Idempotency-Key' });
}
