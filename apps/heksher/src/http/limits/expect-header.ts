import type { RequestListener } from 'node:http';
import { handOver } from '../requests/handed-over.js';
import { HttpProblem } from '../errors/problem.js';

/**
 * Lets the route refuse an `Expect` other than `100-continue`. It listens to `checkExpectation`; without a listener Node
 * answers 417 without a body.
 */
export function refuseExpectHeader(pipeline: RequestListener): RequestListener {
  return (request, response) => {
    handOver(request, { refusal: new HttpProblem(417, 'a request may expect 100-continue, and nothing else') });
    pipeline(request, response);
  };
}
