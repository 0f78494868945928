import type { IncomingMessage } from 'node:http';
import { PATHS } from '../http/paths.js';
import type { AnswerCache } from './answer-cache.js';
import { answerKey } from './answer-key.js';
import { isPlainPost, type FastHandler } from './fast-handler.js';

/** The routes that answer equal bodies alike as long as the settings in them are the same. */
const REPEATABLE_POSTS = new Set<string>([`${PATHS.settings}/declare`, PATHS.query, PATHS.snapshot]);

/** Answers a GET that is equal to an earlier one, character by character. */
export function repeatedGets(answers: AnswerCache): FastHandler {
  return { takes: ({ method }) => method === 'GET', prepare: findCached(answers) };
}

/** Answers a declaration, a query or a snapshot by POST that is equal to an earlier one, byte by byte. */
export function repeatedPosts(answers: AnswerCache): FastHandler {
  return {
    takes: (request) => REPEATABLE_POSTS.has(request.url ?? '') && isPlainPost(request) && !isConditional(request),
    prepare: findCached(answers),
  };
}

function findCached(answers: AnswerCache): FastHandler['prepare'] {
  return ({ url = '' }, body) => {
    const key = answerKey(url, body);
    return answers.has(key) ? (revision) => answers.find(key, revision) : undefined;
  };
}

/** Whether the answer depends on a precondition, which only the route itself understands. */
function isConditional({ headers }: IncomingMessage): boolean {
  return headers['if-match'] !== undefined || headers['if-none-match'] !== undefined;
}
