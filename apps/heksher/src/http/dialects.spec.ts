import { expect, test } from '@jest/globals';
import { Dialects, type Dialect } from './dialects.js';

const dialect = (): Dialect => ({
  parseJson: () => null,
  presenter: {
    present: () => ({ status: 500, headers: {} }),
    presentUnknownRoute: () => ({ status: 404, headers: {} }),
  },
});
const standard = dialect();
const ofrep = dialect();
const dialects = new Dialects(standard, { '/ofrep': ofrep });

test.each(['/ofrep', '/ofrep/', '/ofrep/v1/evaluate/flags', '/OFREP/v1', '/ofrep/%zz'])(
  'the dialect of /ofrep is that of the path %s',
  (path) => {
    expect(dialects.of({ path })).toBe(ofrep);
  },
);

test.each(['/', '/api/v1/query', '/ofrepository', '/api/ofrep', '/ofrep;x'])(
  'the standard dialect is that of the path %s',
  (path) => {
    expect(dialects.of({ path })).toBe(standard);
  },
);
