/**
 * Every bound of a wait for the database, in milliseconds. Together they keep the promise that each request is answered
 * within `ANSWER_MS`, whatever happens to the database or the network:
 *
 *     a read or write behind Express     REQUEST_MS                                     3500 + 2 grace  = 3600
 *     the fast lane and then Express     FAST_LANE_MS, then the line above              1200 + 3600     = 4800
 *     a wait for a change, and then that  REACH_MS, then the first line                  1150 + grace + 3600 = 4800
 *     a head read that fails             HEAD_READ_MS for the one under way, which a
 *                                        caller may not share, and again for the next   2 × (1500 + 2 grace) = 3200
 *     … and then a cached state          OUTAGE_PROBE_MS on top                         3200 + 250      = 3450
 *
 * A grace is `GRACE_MS`: one for the wait itself, one for a check of the schema that the failure calls for. What is left of
 * `ANSWER_MS` is for the work of the process itself. The first head read of a request fails before its `REQUEST_MS` are
 * over, so it needs no bound of its own.
 *
 * A stop takes `STOP_MS` at most after draining: 1000 until no client connects any more, 5000 for the requests that are
 * under way, `CLOSE_MS` for the connections to the database, and 2000 for the last log lines.
 */

/** Every request is answered within this time. */
export const ANSWER_MS = 5000;

/** The longest that a request waits for the database, all in all. */
export const REQUEST_MS = 3500;

/** The longest that a statement of next to no work takes, the head read above all. One that takes longer hangs. */
export const HEAD_READ_MS = 1500;

/** Left to an event loop that was busy when a time ran out: the result may have arrived while it computed. */
export const GRACE_MS = 50;

/** The longest head read in the fast lane after which Express can still wait `REQUEST_MS` of its own. */
export const FAST_LANE_MS = 1200;

/** The longest that a read waits for a change that it wants to see. */
export const REACH_MS = 1150;

/** The pause between two head reads meanwhile. */
export const REACH_PAUSE_MS = 100;

/** The longest that one statement of a load takes. Requests give up earlier; later ones find what was loaded. */
export const LOAD_MS = 15_000;

/** The pause between two tries to bring a standby into use that does not answer. */
export const STANDBY_PAUSE_MS = 1000;

/**
 * The longest that answers go beyond the state of a standby that is behind what this process has answered before. After that
 * the primary is asked, which may have lost those changes in a failover.
 */
export const STANDBY_BEHIND_MS = 2000;

/** The longest that a read waits for a standby to have a change that it wants to see, before the primary is asked. */
export const STANDBY_REACH_MS = 500;

/** After a failed head read, the pause until the next one, if cached states may be answered meanwhile. */
export const OUTAGE_MS = 1000;

/** The longest that the request waits which makes that next head read. */
export const OUTAGE_PROBE_MS = 200;

/** The longest wait for a connection to be made or to become free, unless the connection string says otherwise. */
export const CONNECT_MS = 1500;

/** `query_timeout` of `pg`, for statements that pass through no door; see `Database`. */
export const QUERY_MS = 30_000;

/** How much earlier than the service the server gives up waiting for a lock, which leaves the connection usable. */
export const LOCK_LEAD_MS = 250;

/** The longest that the server is asked to cancel a statement. Nobody waits for that. */
export const CANCEL_MS = 1000;

/** The pause between two replacements of all connections, for a database that goes back again and again. */
export const RENEWAL_PAUSE_MS = 1000;

/** The longest that the server may take to close connections when the service stops. */
export const CLOSE_MS = 1000;

/** The longest that the service takes to stop once it has drained. */
export const STOP_MS = 9000;
