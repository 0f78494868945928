import type { RequestListener } from 'node:http';

/** One step of a request's way: a listener that answers the request, or passes it on to the next step. */
export type Step = (next: RequestListener) => RequestListener;

/** One listener of many steps, in order. The last step passes requests on to `end`. */
export function compose(steps: readonly Step[], end: RequestListener): RequestListener {
  return steps.reduceRight((next, step) => step(next), end);
}
