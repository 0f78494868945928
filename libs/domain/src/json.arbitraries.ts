import fc, { type Arbitrary } from 'fast-check';
import { parseJson, type JsonValue } from './json.js';

/** Numbers that a double cannot represent, or prints with other digits. */
export const AWKWARD_NUMBERS = [
  '0',
  '-0',
  '-0.0',
  '1.0',
  '1e2',
  '1E+2',
  '1e21',
  '1e-7',
  '100',
  '0.1000000000000000055',
  '9007199254740992',
  '9007199254740993',
  '9223372036854775807',
  '12345678901234567890',
];

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 25 });

/** The text of a JSON number, within the limits. */
export const numberTexts: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...AWKWARD_NUMBERS),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
  fc
    .record({
      sign: fc.constantFrom('', '-'),
      whole: digits.map((text) => text.replace(/^0+(?=\d)/, '')),
      fraction: fc.option(digits, { nil: '' }).map((text) => (text === '' ? '' : `.${text}`)),
      exponent: fc.oneof(fc.constant(''), fc.stringMatching(/^[eE][+-]?0?[0-9]{1,2}$/)),
    })
    .map(({ sign, whole, fraction, exponent }) => sign + whole + fraction + exponent),
);

/** Two texts of one number: `1e2` and `100.0`. */
export const equalNumberTexts: Arbitrary<[string, string]> = fc
  .record({
    number: fc.oneof(fc.constantFrom(0n, 1n, 10n, -100n), fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })),
    exponent: fc.integer({ min: -20, max: 20 }),
    writings: fc.tuple(writing(), writing()),
  })
  .map(({ number, exponent, writings: [one, other] }) => [one(number, exponent), other(number, exponent)]);

function writing(): Arbitrary<(number: bigint, exponent: number) => string> {
  return fc
    .record({ zeros: fc.nat({ max: 5 }), decimals: fc.nat({ max: 5 }), mark: fc.constantFrom('e', 'E') })
    .map(({ zeros, decimals, mark }) => (number, exponent) => {
      const sign = number < 0n ? '-' : '';
      const text = String(number * 10n ** BigInt(zeros))
        .replace('-', '')
        .padStart(decimals + 1, '0');
      const whole = text.slice(0, text.length - decimals);
      const fraction = decimals > 0 ? `.${text.slice(-decimals)}` : '';
      const power = exponent - zeros + decimals;
      return sign + whole + fraction + (power === 0 ? '' : `${mark}${power}`);
    });
}

/** Any Unicode text, with U+0000, characters beyond the basic plane, and names that mean something in JavaScript. */
export const texts: Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ maxLength: 6 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '1', '\u0000', '"', '\\', '😀'),
);

const stringTexts = fc.oneof(
  texts.map((text) => JSON.stringify(text)),
  texts.map((text) => `"${[...text].map(escapeAll).join('')}"`),
);

function escapeAll(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

const spaces = fc.constantFrom('', '', '', ' ', '\n', '\t\r ');

/** A JSON text, with white space wherever it is allowed, and sometimes a repeated member. */
export const jsonTexts: Arbitrary<string> = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
  value: fc
    .tuple(
      spaces,
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.oneof(numberTexts, stringTexts, fc.constantFrom('true', 'false', 'null')),
        tie('array'),
        tie('object'),
      ),
      spaces,
    )
    .map((parts) => parts.join('')),
  array: fc.oneof(
    spaces.map((space) => `[${space}]`),
    fc.array(tie('value'), { minLength: 1, maxLength: 4 }).map((items) => `[${items.join(',')}]`),
  ),
  object: fc.oneof(
    spaces.map((space) => `{${space}}`),
    fc
      .array(fc.tuple(spaces, stringTexts, spaces, tie('value')), { minLength: 1, maxLength: 4 })
      .map((members) => `{${members.map(([a, name, b, value]) => `${a}${name}${b}:${value}`).join(',')}}`),
  ),
})).value;

/** A text that is almost JSON: characters are removed, inserted or replaced. */
export const nearlyJsonTexts: Arbitrary<string> = fc
  .record({
    text: jsonTexts,
    edits: fc.array(
      fc.record({
        place: fc.nat(),
        removed: fc.nat({ max: 1 }),
        added: fc.constantFrom('', ...'{}[]:,"\\u0123456789abfnrteE+-. /\n\u0000\u00a0\ufeff', 'null', 'NaN', '1e5'),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ text, edits }) =>
    edits.reduce((edited, { place, removed, added }) => {
      const at = place % (edited.length + 1);
      return edited.slice(0, at) + added + edited.slice(at + removed);
    }, text),
  );

/** A value as a request sends it. */
export const jsonValues: Arbitrary<JsonValue> = jsonTexts.map(parseJson);
