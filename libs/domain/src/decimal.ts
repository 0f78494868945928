/**
 * Decimal numbers as their JSON text. Nothing here passes through a double: two texts compare by their values, digit by
 * digit.
 */

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

interface Decimal {
  sign: '' | '-';
  /** The significant digits, without zeros at either end; empty for zero. */
  digits: string;
  /** The value is `digits`, as an integer, times ten to this power. */
  exponent: number;
}

function parts(text: string): { sign: string; whole: string; fraction: string; exponent: number } {
  const match = NUMBER.exec(text);
  if (!match) throw new SyntaxError(`not a JSON number: ${text}`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  return { sign, whole, fraction, exponent: Number(exponent) };
}

function decimal(text: string): Decimal {
  const { sign, whole, fraction, exponent } = parts(text);
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/(?<!0)0+$/, ''); // the look-behind keeps a run of zeros linear
  if (significant === '') return { sign: '', digits: '', exponent: 0 };
  return {
    sign: sign === '-' ? '-' : '',
    digits: significant,
    exponent: exponent - fraction.length + (digits.length - significant.length),
  };
}

/** A text that two JSON numbers share exactly if they have the same mathematical value, like `1e2` and `100.0`. */
export function decimalKey(text: string): string {
  const { sign, digits, exponent } = decimal(text);
  return digits === '' ? '0' : `${sign}${digits}e${exponent}`;
}

/** Whether a JSON number is whole: `1`, `1.0` and `1e3` are, `1.5` is not. */
export function isWhole(text: string): boolean {
  return decimal(text).exponent >= 0;
}

/** A whole JSON number written as an integer: `1.0` → `1`, `1e3` → `1000`, `-0.0` → `0`. */
export function integerText(text: string): string {
  const { sign, digits, exponent } = decimal(text);
  if (exponent < 0) throw new RangeError(`not a whole number: ${text}`);
  return digits === '' ? '0' : sign + digits + '0'.repeat(exponent);
}

/** A JSON number without an exponent, as PostgreSQL's `numeric` prints it: `1.50e1` → `15.0`, `1e-3` → `0.001`. */
export function textInFull(text: string): string {
  const { sign, whole, fraction, exponent } = parts(text);
  const scale = Math.max(fraction.length - exponent, 0);
  const padded = whole + fraction + '0'.repeat(Math.max(exponent - fraction.length, 0));
  const digits = padded.replace(/^0+/, '').padStart(scale + 1, '0');
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The most digits of a number. */
export const MAX_DIGITS = 1000;
const MAX_EXPONENT = 1000;

/** The number of digits of a JSON number without an exponent. */
export function digitsInFull(text: string): number {
  const { whole, fraction, exponent } = parts(text);
  return Math.max(whole.length + exponent, 1) + Math.max(fraction.length - exponent, 0);
}

/**
 * Why a JSON number is refused, or undefined. The limits are 1,000 digits and an exponent of ±1,000. A number with a point
 * or an exponent must also be in the range of a double, because clients would read it as infinity otherwise. An integer may
 * be longer, for clients with big integers.
 */
export function whyUnacceptable(text: string): string | undefined {
  const { whole, fraction, exponent } = parts(text);
  if (whole.length + fraction.length > MAX_DIGITS) return `a number may have at most ${MAX_DIGITS} digits`;
  if (Math.abs(exponent) > MAX_EXPONENT) return `the exponent of a number must be within ±${MAX_EXPONENT}`;
  const isInteger = whole.length === text.replace('-', '').length;
  if (!isInteger && !Number.isFinite(Number(text))) return `the number ${text} is beyond the range of a double`;
  return undefined;
}
