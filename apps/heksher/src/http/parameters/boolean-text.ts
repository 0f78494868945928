const FLAGS: Record<string, boolean> = {
  true: true,
  '1': true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
};

/** Whether a text is a flag: one of true/false, 1/0, yes/no, on/off, in any case. */
export function isBooleanText(text: string): boolean {
  return Object.hasOwn(FLAGS, text.toLowerCase());
}

/** What a flag says. */
export function parseBoolean(text: string): boolean {
  return FLAGS[text.toLowerCase()] ?? false;
}
