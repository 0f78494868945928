/** A line that both texts have, or only the old or the new one. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Where nothing changes for longer, the middle is folded. */
export interface FoldedLines {
  kind: 'folded';
  lines: readonly DiffLine[];
}

/**
 * The most steps of the search. Texts that differ in more places are shown as a whole, the old one above the new one: nobody
 * can read that many small differences.
 */
const MOST_EDITS = 1000;
/** Lines beside a change that are not folded. */
const CONTEXT = 3;

/** How to get from the old lines to the new ones with the fewest removed and added lines (E. W. Myers, 1986). */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [
    ...same(before.slice(0, start)),
    ...diffMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

/** The lines with what stays the same folded, except beside changes. */
export function foldLines(lines: readonly DiffLine[]): (DiffLine | FoldedLines)[] {
  const folded: (DiffLine | FoldedLines)[] = [];
  let at = 0;
  while (at < lines.length) {
    let next = at;
    while (next < lines.length && (lines[next]?.kind === 'same') === (lines[at]?.kind === 'same')) next++;
    const run = lines.slice(at, next);
    const isSame = lines[at]?.kind === 'same';
    folded.push(...(isSame ? foldRun(run, { isFirst: at === 0, isLast: next === lines.length }) : run));
    at = next;
  }
  return folded;
}

function foldRun(run: readonly DiffLine[], at: { isFirst: boolean; isLast: boolean }): (DiffLine | FoldedLines)[] {
  const head = at.isFirst ? 0 : CONTEXT;
  const tail = at.isLast ? 0 : CONTEXT;
  // A fold takes a line itself.
  if (run.length <= head + tail + 1) return [...run];
  const lines = run.slice(head, run.length - tail);
  return [...run.slice(0, head), { kind: 'folded', lines }, ...run.slice(run.length - tail)];
}

function same(lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ kind: 'same', text }));
}

function replaced(before: readonly string[], after: readonly string[]): DiffLine[] {
  return [
    ...before.map((text): DiffLine => ({ kind: 'removed', text })),
    ...after.map((text): DiffLine => ({ kind: 'added', text })),
  ];
}

function diffMiddle(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length === 0 || after.length === 0) return replaced(before, after);
  const trace = findPath(before, after);
  return trace ? readPath(trace, before, after) : replaced(before, after);
}

/**
 * For each number of edits, how many old lines each diagonal (old minus new) had reached before it; undefined if there are too
 * many. Diagonal k is at index k + its number of edits.
 */
function findPath(before: readonly string[], after: readonly string[]): Int32Array[] | undefined {
  const trace: Int32Array[] = [];
  let reached = new Int32Array([0]);
  const most = Math.min(before.length + after.length, MOST_EDITS);
  for (let edits = 0; edits <= most; edits++) {
    const next = new Int32Array(2 * edits + 1);
    for (let k = -edits; k <= edits; k += 2) {
      let x = edits === 0 ? 0 : step(reached, k, edits);
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      next[k + edits] = x;
      if (x >= before.length && x - k >= after.length) return [...trace, next];
    }
    trace.push(next);
    reached = next;
  }
  return undefined;
}

/** Whether a path comes to a diagonal by adding a line, and not by removing one. */
function isAdded(reached: Int32Array, k: number, edits: number): boolean {
  if (k === -edits) return true;
  return k !== edits && at(reached, k - 1, edits - 1) < at(reached, k + 1, edits - 1);
}

function step(reached: Int32Array, k: number, edits: number): number {
  return isAdded(reached, k, edits) ? at(reached, k + 1, edits - 1) : at(reached, k - 1, edits - 1) + 1;
}

function at(reached: Int32Array, k: number, edits: number): number {
  return reached[k + edits] ?? 0;
}

/** Goes the path back from the end. */
function readPath(trace: readonly Int32Array[], before: readonly string[], after: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  const takeSame = (until: number) => {
    while (x > until) {
      lines.push({ kind: 'same', text: before[--x] ?? '' });
      y--;
    }
  };
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const reached = trace[edits - 1] ?? new Int32Array(1);
    const isAddition = isAdded(reached, x - y, edits);
    takeSame(step(reached, x - y, edits));
    if (isAddition) lines.push({ kind: 'added', text: after[--y] ?? '' });
    else lines.push({ kind: 'removed', text: before[--x] ?? '' });
  }
  takeSame(0);
  return lines.reverse();
}
