import type { IncomingMessage } from 'node:http';
import express, { type Request, type Response } from 'express';
import { DomainError, locate, parseJson, type JsonValue } from '@heksher/domain';
import { HttpProblem } from '../errors/problem.js';

const MIB = 1024 * 1024;

/** In bytes, inflated if it is compressed. */
export const LARGEST_BODY = MIB;

/** Why a larger one is refused. */
export const BODY_TOO_LARGE = tooLarge(LARGEST_BODY);

/** Why a body of more bytes than these is refused. */
function tooLarge(limit: number): string {
  return `the body is larger than ${limit / MIB} MiB`;
}

const ENCODINGS = 'gzip, deflate, br';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Parses a text as JSON. Throws `malformed` or `invalid`. */
export type ParseJson = (text: string) => JsonValue;

/** Reads the bytes of bodies of at most `limit` bytes, inflated. */
export type ReadBytes = (request: Request, response: Response) => Promise<Buffer>;

/** A reader of bodies. It answers no bytes if there are none, and rejects with the reason to refuse the request. */
export function bodyReader(limit: number): ReadBytes {
  const read = express.raw({ type: () => true, limit });
  return (request, response) => readBytes(request, response, { read, limit });
}

/** The reader of most bodies. */
export const readBody = bodyReader(LARGEST_BODY);

async function readBytes(
  request: Request,
  response: Response,
  { read, limit }: { read: ReturnType<typeof express.raw>; limit: number },
): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    read(request, response, (error?: unknown) => {
      if (error) reject(explain(error, request, limit));
      else resolve();
    });
  });
  const bytes: unknown = request.body;
  request.body = undefined;
  return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
}

/** The JSON value of the bytes of a body. Throws `malformed` or `invalid`. */
export function parseBody(bytes: Buffer, parseText: ParseJson = parseJson): JsonValue {
  return locate({ path: [] }, () => parseText(decode(bytes)));
}

/** Turns an error of the body reader into one that a client understands, unlike zlib's messages. */
function explain(error: unknown, { headers }: IncomingMessage, limit: number): unknown {
  const { type, status } = error as { type?: unknown; status?: unknown };
  const encoding = headers['content-encoding'] ?? '';
  if (status === 413) return new HttpProblem(413, tooLarge(limit));
  if (type === 'encoding.unsupported') {
    const detail = `the Content-Encoding of a body may be gzip, deflate, br or identity, not ${JSON.stringify(encoding)}`;
    return new HttpProblem(415, detail, { 'Accept-Encoding': ENCODINGS });
  }
  // The reader's own errors have a type.
  const isOfZlib = type === undefined && status === 400 && encoding !== '';
  return isOfZlib ? new HttpProblem(400, `the body is not valid ${encoding}, which its Content-Encoding says`) : error;
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new DomainError('malformed', 'the body is not valid UTF-8');
  }
}
