const GAP = '  ';

/** Lines of cells in aligned columns. The last cell of a line is as long as it is. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.slice(0, -1).entries()) widths[at] = Math.max(widths[at] ?? 0, lengthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - lengthOf(cell))))
      .join(GAP)
      .trimEnd(),
  );
}

/** In code points: one column each, except in scripts of double width. */
function lengthOf(text: string): number {
  return [...text].length;
}
