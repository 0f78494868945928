import { OFREP_STREAM_URI } from './stream-uri.js';
import type { EventStream } from './ofrep.dto.js';

/** After how many seconds in the background a client may close the stream. */
const INACTIVITY_SECONDS = 120;

/** How an answer with all flags names the stream. It has no origin, so clients take the one they ask. */
export function eventStreams(publicPrefix: string): EventStream[] {
  const endpoint = { requestUri: publicPrefix + OFREP_STREAM_URI };
  return [{ type: 'sse', endpoint, inactivityDelaySec: INACTIVITY_SECONDS }];
}
