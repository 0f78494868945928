import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { handOver } from '../../answers/handed-over.js';
import { HttpProblem } from '../errors/problem.js';

/** Refuses an `Expect` other than `100-continue`, which Node alone would do without a word. */
export function refuseExpectHeader(server: Server): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    handOver(request, { refusal: new HttpProblem(417, 'a request may expect 100-continue, and nothing else') });
    server.emit('request', request, response);
  });
}
