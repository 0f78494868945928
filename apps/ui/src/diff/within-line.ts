import type { DiffLine } from './lines.js';

/** A line with the part of it that differs from the line in whose place it is. */
export interface MarkedLine extends DiffLine {
  changed?: { from: number; to: number };
}

/** Marks what differs in removed lines and the added lines that stand in their place. */
export function markChanges(lines: readonly DiffLine[]): MarkedLine[] {
  const marked: MarkedLine[] = [...lines];
  let at = 0;
  while (at < lines.length) {
    const removed = runLength(lines, at, 'removed');
    const added = runLength(lines, at + removed, 'added');
    if (removed === added) for (let n = 0; n < removed; n++) markPair(marked, at + n, at + removed + n);
    at += Math.max(removed + added, 1);
  }
  return marked;
}

function runLength(lines: readonly DiffLine[], from: number, kind: DiffLine['kind']): number {
  let length = 0;
  while (lines[from + length]?.kind === kind) length++;
  return length;
}

function markPair(lines: MarkedLine[], removedAt: number, addedAt: number): void {
  const [removed, added] = [lines[removedAt], lines[addedAt]];
  if (!removed || !added) return;
  const start = commonStart(removed.text, added.text);
  const end = commonEnd(removed.text, added.text, start);
  // Lines with nothing in common are not each other's.
  if (start + end === 0) return;
  lines[removedAt] = { ...removed, changed: { from: start, to: removed.text.length - end } };
  lines[addedAt] = { ...added, changed: { from: start, to: added.text.length - end } };
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return isHighSurrogate(a.charCodeAt(length - 1)) ? length - 1 : length;
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return isLowSurrogate(a.charCodeAt(a.length - length)) ? length - 1 : length;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
