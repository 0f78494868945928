// JSON with every digit: JavaScript would write 1.0 as 1, and round 9007199254740993.
const MARK = 'exact:';

/** A number as it is written, such as '1.0'. */
export const exact = (digits) => MARK + digits;

/** The JSON text of a value with such numbers in it. */
export const print = (value) => JSON.stringify(value).replaceAll(/"exact:([^"]+)"/g, '$1');
