/** Marks text on a terminal. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  added(text: string): string;
  removed(text: string): string;
  changed(text: string): string;
}

const code = (begin: number, end: number) => (text: string) => `\u001b[${begin}m${text}\u001b[${end}m`;

const COLOURS: Style = {
  bold: code(1, 22),
  dim: code(2, 22),
  added: code(32, 39),
  removed: code(31, 39),
  changed: code(33, 39),
};

const same = (text: string): string => text;

const PLAIN: Style = { bold: same, dim: same, added: same, removed: same, changed: same };

/** Colours for a terminal, unless they are switched off. */
export function styleFor(stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): Style {
  const isWanted = !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  return stream.isTTY && isWanted ? COLOURS : PLAIN;
}
