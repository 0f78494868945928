import fc, { type Arbitrary } from 'fast-check';
import { jsonTexts, nearlyJsonTexts } from '../../libs/domain/src/json.arbitraries.js';

const MEMBERS_OF_ALL = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'valueOf'];

/** Texts that have broken other services: all planes of Unicode, commands of other languages, too long, too short. */
export const hostileTexts: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '*',
    '**',
    '.',
    '..',
    '../..',
    '/',
    'a/b',
    'a,b',
    ',',
    ':',
    'a:',
    ':b',
    '()',
    'user:(',
    '%',
    '%00',
  ),
  fc.constantFrom(
    '\u0000',
    'a\u0000b',
    '\r\n',
    'a\r\nSet-Cookie: b=c',
    '\ufeff',
    '\u202e',
    'é',
    'e\u0301',
    '😀',
    '\u{10ffff}',
    '\uffff',
  ),
  fc.constantFrom(
    `'; drop table settings; --`,
    `" or 1=1 --`,
    '$1',
    '\\',
    "\\'",
    '%s',
    '{{7*7}}',
    '${7*7}',
    '<script>',
    '$(id)',
  ),
  fc.constantFrom('null', 'undefined', 'NaN', 'true', '0', '-1', '1.5', '1e3', '0x10', '９', '٣', '+1', '01', ' 1'),
  fc.constantFrom('2147483647', '2147483648', '9223372036854775807', '9223372036854775808', '9'.repeat(400)),
  fc.constantFrom('a'.repeat(255), 'a'.repeat(256), 'a'.repeat(1001), '😀'.repeat(1000), 'ß'.repeat(3000)),
  fc.constantFrom(...MEMBERS_OF_ALL),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

/** Invalid types, and types that are barely valid. */
export const hostileTypes: Arbitrary<string> = fc.constantFrom(
  ...['integer', 'Enum', 'Enum[', 'Enum[]', 'Enum[null]', 'Enum[[1]]', 'Flags[{}]', 'Enum[1,1.0]', 'Sequence<>', 'INT'],
  ...['Mapping<int', 'Sequence<int>>', 'int ', 'Enum["\\ud800"]', 'Enum["\u0000"]', 'Enum[1e400]', 'Enum[NaN]'],
  'Sequence<'.repeat(33) + 'int' + '>'.repeat(33),
  'Mapping<'.repeat(5000),
  `Enum[${'1,'.repeat(20_000)}2]`,
  `Enum["${'a'.repeat(66_000)}"]`,
  `Enum[${'['.repeat(10_000)}${']'.repeat(10_000)}]`,
);

const DEEP = 10_000;

/** JSON of any kind, and texts that only look like JSON. */
export const hostileJson: Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'null',
      'true',
      'false',
      '0',
      '-0',
      '-1',
      '1.5',
      '1.0',
      '""',
      '"a"',
      '[]',
      '{}',
      '[null]',
      '[[]]',
      '{"a":1}',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '"\\u0000"',
      '"\\ud800"',
      '"\\udfff\\ud800"',
      '{"\\udc00":1}',
      '"\ud83d\ude00"',
      '"\\ud83d\\ude00"',
      '"\u007f"',
      '"\\u0007"',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '9'.repeat(10_000),
      `1.${'0'.repeat(10_000)}1`,
      '1e400',
      '-1e400',
      '1e-400',
      '1E+1000',
      '1e1001',
      '1e99999999999',
      '9007199254740993',
      '9'.repeat(999),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '['.repeat(DEEP) + ']'.repeat(DEEP),
      '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP),
      '['.repeat(DEEP),
      '['.repeat(199) + ']'.repeat(199),
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom(...MEMBERS_OF_ALL).map((member) => `{"${member}":{"a":1},"b":"c"}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'NaN',
      '-Infinity',
      'undefined',
      "'a'",
      '01',
      '1.',
      '.5',
      '+1',
      '[1,]',
      '{"a":1,}',
      '{a:1}',
      '/**/1',
      '"\t"',
      '"\\x"',
      '',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      JSON.stringify('x'.repeat(20_000)),
      `[${'1,'.repeat(20_000)}1]`,
      JSON.stringify('\u0001'.repeat(3000)),
    ),
  },
  { weight: 3, arbitrary: hostileTexts.map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: jsonTexts },
  { weight: 1, arbitrary: nearlyJsonTexts },
);

/** Parts of a path or query string with an invalid or unusual encoding. */
export const hostileEncodings: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: hostileTexts.map(encodeURIComponent) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        '%',
        '%z',
        '%zz',
        '%ff',
        '%c0%af',
        '%ed%a0%80',
        '%00',
        '%0d%0a',
        '%2f',
        'a%2Fb',
        '..%2f..',
        '%252f',
        '%u0041',
      ],
      ...['', ';a=b', 'a+b', '<>', '"', '|', '\u00e9', '[]', '{}', '^', '`', "'", '!', '@', '$', '(', ')', '~'],
    ),
  },
);

/** Bodies that are barely JSON, made from a valid one. */
export const mangledBodies: Arbitrary<(body: string) => Buffer> = fc.oneof(
  fc.nat().map((place) => (body: string) => Buffer.from(body.slice(0, place % (body.length + 1)))),
  fc.constantFrom('}', ']', '\u0000', ' x', ',{}').map((rest) => (body: string) => Buffer.from(body + rest)),
  fc
    .constantFrom('\ufeff', '\u0000', '\u00a0', '/**/', ")]}',\n")
    .map((start) => (body: string) => Buffer.from(start + body)),
  fc.constant((body: string) => Buffer.from(body, 'utf16le')),
  fc.constant((body: string) =>
    Buffer.concat([Buffer.from(body.slice(0, -2)), Buffer.from([0xff, 0xc0, 0xed, 0xa0, 0x80])]),
  ),
  fc.constant((body: string) => Buffer.from(`[${body}]`)),
  fc.constant((body: string) => Buffer.from(JSON.stringify(body))),
  fc.constant(() => Buffer.alloc(0)),
  hostileJson.map((text) => () => Buffer.from(text)),
);

/** A body beyond the service's limit. It is slow, so it is rare. */
export const hugeBodies: Arbitrary<(body: string) => Buffer> = fc.constant((body: string) =>
  Buffer.from(body + ' '.repeat(1024 * 1024)),
);

/** Headers that are wrong for some or for every request. */
export const hostileHeaders: Arbitrary<Record<string, string>> = fc.oneof(
  fc
    .constantFrom(
      ...[
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/xml',
        '',
        ' ',
        ';',
      ],
      ...[
        'application/json; charset=utf-16',
        'application/json; charset=latin1',
        'application/json;charset="UTF-8"',
        'json',
      ],
      ...['application/vnd.a+json', 'application/json; a=b', 'application/jsonx', '*/*', 'APPLICATION/JSON', '\u00e9'],
    )
    .map((type) => ({ 'Content-Type': type })),
  fc
    .constantFrom('gzip', 'br', 'deflate', 'identity', 'x-none', 'gzip, gzip', '')
    .map((coding) => ({ 'Content-Encoding': coding })),
  fc
    .constantFrom('*', '""', 'W/"a"', '"', ',,,', '"a", "b"', '\u00ff'.repeat(300))
    .map((tag) => ({ 'If-None-Match': tag })),
  fc
    .constantFrom('', 'ann@x', '\u00ff\u0080', "'--", 'a'.repeat(5000))
    .map((actor) => ({ 'X-Forwarded-Email': actor })),
  fc.constantFrom('0', '-1', '999999999999', '9'.repeat(50), 'x', '').map((id) => ({ 'Last-Event-ID': id })),
  fc.constantFrom('text/html', 'x', '*/*;q=0').map((accepted) => ({ Accept: accepted })),
  fc.constantFrom('DELETE', 'PUT', 'x').map((method) => ({ 'X-HTTP-Method-Override': method })),
  fc.constantFrom('null', 'http://evil.example', '\u00ff').map((origin) => ({ Origin: origin })),
);
