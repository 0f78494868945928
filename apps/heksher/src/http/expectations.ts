import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { refuseOnceRouted } from './early-refusals.js';
import { HttpProblem } from './problem.js';

/** Refuses an `Expect` other than `100-continue`, which Node alone would do without a word. */
export function refuseExpectations(server: Server): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    refuseOnceRouted(request, new HttpProblem(417, 'a request may expect 100-continue, and nothing else'));
    server.emit('request', request, response);
  });
}
