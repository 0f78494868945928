import { PATHS } from '../http/paths.js';
import type { EventStream } from './ofrep.dto.js';

/** After how many seconds in the background a client may close the stream. */
const INACTIVITY_SECONDS = 120;

/** The stream as an answer with all flags names it. The address has no origin, so clients take that of their request. */
export function eventStreams(publicPrefix: string): EventStream[] {
  const endpoint = { requestUri: publicPrefix + PATHS.flagStream };
  return [{ type: 'sse', endpoint, inactivityDelaySec: INACTIVITY_SECONDS }];
}

/** The streams with a ticket in their addresses. */
export function withTicket(streams: EventStream[] | undefined, ticket: string): EventStream[] | undefined {
  return streams?.map(({ endpoint, ...stream }) => ({
    ...stream,
    endpoint: { ...endpoint, requestUri: `${endpoint.requestUri}?ticket=${ticket}` },
  }));
}
