import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { LRUCache } from 'lru-cache';

/** How many texts of the document are cached: clients can name addresses without end. */
const MOST_ADDRESSES = 16;

/** The OpenAPI document that the build has made. */
export class OpenApiDocument {
  private readonly document: OpenAPIObject;
  private readonly texts = new LRUCache<string, string>({ max: MOST_ADDRESSES });

  constructor(file: URL, version: string) {
    const document = JSON.parse(readFileSync(file, 'utf8')) as OpenAPIObject;
    this.document = { ...document, info: { ...document.info, version } };
  }

  /** The document with the address that its paths begin at. If that is empty, they begin at the root of its own host. */
  at(address: string): OpenAPIObject {
    return address === '' ? this.document : { ...this.document, servers: [{ url: address }] };
  }

  /** The same as JSON text. */
  print(address: string): string {
    const text = this.texts.get(address) ?? JSON.stringify(this.at(address));
    this.texts.set(address, text);
    return text;
  }
}
