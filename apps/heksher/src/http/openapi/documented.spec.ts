import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { Delete, Get, HttpCode } from '@nestjs/common';
import { Documented } from './documented.js';

const list = { summary: 'List the things', problems: {} };
const remove = { summary: 'Remove a thing', problems: {} };

class Things {
  @Get()
  list(): void {}

  @Delete(':name')
  @HttpCode(204)
  remove(): void {}
}

function documentedStatuses(handler: keyof Things): string[] {
  return Object.keys(Reflect.getMetadata('swagger/apiResponse', Things.prototype[handler]) as object);
}

describe('the documentation of a controller', () => {
  Documented('things', { list, remove })(Things);

  test('every route that reads documents a 503', () => {
    expect(documentedStatuses('list')).toEqual(['503']);
  });

  test('a route with a path parameter and an optional body documents their errors, and 204', () => {
    expect(documentedStatuses('remove')).toEqual(['204', '400', '413', '415', '422', '503']);
  });

  test('an entry without a handler does not compile, and is an error when the class is made', () => {
    // @ts-expect-error Things has no handler of that name
    expect(() => Documented('things', { list, remove, rename: list })(Things)).toThrow('there is no handler rename');
  });

  test('a handler without an entry does not compile', () => {
    // @ts-expect-error the handler remove has no entry
    expect(() => Documented('things', { list })(Things)).not.toThrow();
  });
});
