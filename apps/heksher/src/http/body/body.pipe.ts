import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { DomainError, escapePointer, invalid, isJsonObject, type Fault, type JsonObject } from '@heksher/domain';

/** Reads a body into the class that a handler names. */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(body: unknown, { type, metatype }: ArgumentMetadata): unknown {
    return type === 'body' && metatype ? readBody(metatype as new () => object, body) : body;
  }
}

/**
 * A body as an instance of a class, checked by the class's decorators. Members that the class does not name are dropped.
 * Values are handed over as they are: nothing of them is copied, so numbers keep their digits. Throws `invalid`.
 */
export function readBody<Body extends object>(bodyClass: new () => Body, body: unknown): Body {
  const read = new bodyClass();
  for (const [name, value] of Object.entries(toJsonObject(body))) {
    // What every instance has anyway, such as `constructor` and `__proto__`, is no member of a body.
    if (!(name in bodyClass.prototype)) Object.assign(read, { [name]: value });
  }
  const faults = validateSync(read, { whitelist: true, stopAtFirstError: true }).map(toFault);
  if (faults.length > 0) throw new DomainError('invalid', summary(faults), faults);
  return read;
}

/** A body that must be a JSON object. Throws `invalid`. */
export function toJsonObject(body: unknown): JsonObject {
  if (body === undefined) throw invalid('the request needs a body, a JSON object');
  if (!isJsonObject(body)) throw invalid('the body must be a JSON object', { pointer: '' });
  return body;
}

function toFault({ property, constraints }: ValidationError): Fault {
  return { pointer: `/${escapePointer(property)}`, message: Object.values(constraints ?? {}).join('; ') };
}

function summary(faults: readonly Fault[]): string {
  return faults.map(({ message }) => message).join('; ');
}
