// What runs in the page, as text: this folder knows no types of the browser.

/** Runs before the page: records long tasks, and when the first row of a table is painted. */
export const WATCH = `
  performance.setResourceTimingBufferSize(10_000);
  window.bench = { tasks: [], firstRows: undefined };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) bench.tasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    if (!document.querySelector('tr[data-index]')) return requestAnimationFrame(look);
    // The frame of this callback paints the rows, the task after it runs once they are painted.
    setTimeout(() => (bench.firstRows = performance.now()));
  };
  requestAnimationFrame(look);`;

/** Waits in the page: its policy forbids what Playwright's own waiting does. */
const once = (condition: string, result: string): string => `new Promise((resolve) => {
  const look = () => (${condition} ? resolve(${result}) : setTimeout(look, 20));
  look();
})`;

/** Waits for the first rows: when they were painted, in milliseconds since the navigation. */
export const FIRST_ROWS = once('bench.firstRows !== undefined', 'bench.firstRows');

/** Waits until the table has this many rows, counting those that are not drawn. Rows are 40 px high. */
export const allRows = (count: number): string =>
  once(`(document.querySelector('tbody[role=rowgroup]')?.offsetHeight ?? 0) >= ${count * 40}`, 'undefined');

/** What has been sent to the page so far, in bytes. */
export const TRANSFERRED = `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .reduce((sum, { transferSize }) => sum + transferSize, 0)`;

/** Takes the time from which `longestTask` counts. */
export const BEGIN = 'bench.begin = performance.now()';

/** The longest task since `BEGIN`, in milliseconds; 0 if none took 50 ms or more. Observers hear of tasks a little later. */
export const LONGEST_TASK = `new Promise((resolve) => requestIdleCallback(() => setTimeout(() =>
  resolve(Math.max(0, ...bench.tasks.filter(([start]) => start >= (bench.begin ?? 0)).map(([, duration]) => duration))),
  100)))`;

/** How many frames scroll by how many pixels; the last step goes through the whole list. */
const STEPS = `[100, 400, Math.floor((scroller.scrollHeight - 60_000) / 80)]`;

/** Scrolls a table down, and takes the time between frames, in milliseconds. */
export const SCROLL = `new Promise((resolve) => {
  const scroller = document.querySelector('tbody[role=rowgroup]').closest('[role=region]');
  const steps = ${STEPS}.flatMap((pixels) => Array(80).fill(pixels));
  const times = [];
  let last;
  const frame = (now) => {
    if (last !== undefined) times.push(now - last);
    last = now;
    const pixels = steps.shift();
    if (pixels === undefined) return resolve(times);
    scroller.scrollTop += pixels;
    requestAnimationFrame(frame);
  };
  scroller.scrollTop = 0;
  requestAnimationFrame(frame);
})`;
