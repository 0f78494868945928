import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { DomainError, invalid, isJsonObject, type Fault, type JsonObject } from '@heksher/domain';

/** Reads a body into the class that the handler's parameter has. */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(body: unknown, { type, metatype }: ArgumentMetadata): unknown {
    return type === 'body' && metatype ? readBody(metatype as new () => object, body) : body;
  }
}

/**
 * A body as an instance of a class, checked by the class's decorators. Members that the class does not declare are dropped.
 * Values are not copied, so numbers keep their digits. Throws `invalid`.
 */
export function readBody<Body extends object>(bodyClass: new () => Body, body: unknown): Body {
  const read = new bodyClass();
  for (const [name, value] of Object.entries(toJsonObject(body))) {
    // Every object has members such as `constructor` and `__proto__`: they are not members of a body.
    if (!(name in bodyClass.prototype)) Object.assign(read, { [name]: value });
  }
  const faults = validateSync(read, { whitelist: true, stopAtFirstError: true }).map(toFault);
  if (faults.length > 0) throw new DomainError('invalid', summary(faults), faults);
  return read;
}

/** Checks that a body is a JSON object. Throws `invalid`. */
export function toJsonObject(body: unknown): JsonObject {
  if (body === undefined) throw invalid('the request needs a body, a JSON object');
  if (!isJsonObject(body)) throw invalid('the body must be a JSON object', { path: [] });
  return body;
}

function toFault({ property, constraints }: ValidationError): Fault {
  return { path: [property], message: Object.values(constraints ?? {}).join('; ') };
}

function summary(faults: readonly Fault[]): string {
  return faults.map(({ message }) => message).join('; ');
}
