/** How many items are sorted or merged in one step. */
const STEP = 1000;

/** Sorts items as `Array.toSorted` does. Yields after each step, which takes about a millisecond. */
export function* sortInSteps<Item>(
  items: readonly Item[],
  compare: (left: Item, right: Item) => number,
): Generator<undefined, Item[]> {
  let runs: Item[][] = [];
  for (let at = 0; at < items.length; at += STEP) {
    runs.push(items.slice(at, at + STEP).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* merge(runs.slice(at, at + 2), compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

/** Merges one or two sorted runs. Of equal items, those of the first run come first. */
function* merge<Item>(
  [left = [], right = []]: Item[][],
  compare: (left: Item, right: Item) => number,
): Generator<undefined, Item[]> {
  const merged: Item[] = [];
  let at = 0;
  for (const item of left) {
    for (let next = right[at]; at < right.length && compare(next as Item, item) < 0; next = right[at]) {
      merged.push(next as Item);
      at++;
      if (merged.length % STEP === 0) yield;
    }
    merged.push(item);
    if (merged.length % STEP === 0) yield;
  }
  return merged.concat(right.slice(at));
}
