import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../errors/problem.js';

const KNOWN = 'gzip, deflate, br';

/**
 * Turns an error of the body reader into one that a client understands: if the encoding of the body is wrong, the message
 * names the header. Zlib's own messages name nothing that a client knows.
 */
export function explainReadingError(error: unknown, { headers }: IncomingMessage): unknown {
  const { type, status } = error as { type?: unknown; status?: unknown };
  const encoding = headers['content-encoding'] ?? '';
  if (type === 'encoding.unsupported') {
    const detail = `the Content-Encoding of a body may be gzip, deflate, br or identity, not ${JSON.stringify(encoding)}`;
    return new HttpProblem(415, detail, { 'Accept-Encoding': KNOWN });
  }
  // The reader's own errors have a type.
  const isOfZlib = type === undefined && status === 400 && encoding !== '';
  return isOfZlib ? new HttpProblem(400, `the body is not valid ${encoding}, which its Content-Encoding says`) : error;
}
