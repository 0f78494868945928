import type { Logger } from 'winston';

/** How long one output may flush: a little less than the 2 s for the whole logger. */
export const FLUSH_MS = 1_800;
const CLOSE_MS = 2_000;

const closings = new WeakMap<Logger, Promise<void>>();

/** Ends the logger: resolves once every output has written its records, or after 2 s. Never rejects. Idempotent. */
export function closeLogger(logger: Logger): Promise<void> {
  const closing = closings.get(logger) ?? end(logger);
  closings.set(logger, closing);
  return closing;
}

function end(logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(deadline);
      resolve();
    };
    const deadline = setTimeout(finish, CLOSE_MS);
    logger.once('finish', finish);
    logger.end();
  });
}
