import express, { type Request, type Response } from 'express';
import { DomainError, locate, parseJson, type JsonValue } from '@heksher/domain';
import { explainReadingError } from './body-encoding.js';

/** In bytes, inflated if it is compressed. */
export const LARGEST_BODY = 1024 * 1024;

const readBytes = express.raw({ type: () => true, limit: LARGEST_BODY });
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Parses a text as JSON. Throws `malformed` or `invalid`. */
export type ParseJson = (text: string) => JsonValue;

/** The bytes of the body of a request, inflated; empty if there are none. Rejects with the reason to refuse the request. */
export async function readBody(request: Request, response: Response): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    readBytes(request, response, (error?: unknown) => {
      if (error) reject(explainReadingError(error, request));
      else resolve();
    });
  });
  const bytes: unknown = request.body;
  request.body = undefined;
  return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
}

/** The JSON value of the bytes of a body. Throws `malformed` or `invalid`. */
export function parseBody(bytes: Buffer, parseText: ParseJson = parseJson): JsonValue {
  return locate({ pointer: '' }, () => parseText(decode(bytes)));
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new DomainError('malformed', 'the body is not valid UTF-8');
  }
}
