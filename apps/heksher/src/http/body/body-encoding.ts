import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../errors/problem.js';

const KNOWN = 'gzip, deflate, br';

/**
 * What an error of the body reader is to a client. One that comes of the body's encoding names the header; zlib's own words
 * name nothing that a client knows.
 */
export function explainReadingError(error: unknown, { headers }: IncomingMessage): unknown {
  const { type, status } = error as { type?: unknown; status?: unknown };
  const encoding = headers['content-encoding'] ?? '';
  if (type === 'encoding.unsupported') {
    const detail = `the Content-Encoding of a body may be gzip, deflate, br or identity, not ${JSON.stringify(encoding)}`;
    return new HttpProblem(415, detail, { 'Accept-Encoding': KNOWN });
  }
  // What the reader refuses by itself has a type.
  const isOfZlib = type === undefined && status === 400 && encoding !== '';
  return isOfZlib ? new HttpProblem(400, `the body is not valid ${encoding}, which its Content-Encoding says`) : error;
}
