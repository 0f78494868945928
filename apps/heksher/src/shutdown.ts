import { STOP_MS } from '@heksher/persistence';
import type { Logger } from 'winston';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export interface StopOptions {
  logger: Logger;
  /** Drains the service, ends the requests in flight, and frees everything. */
  close: () => Promise<void>;
  /** How much of `close` is draining. */
  drainMs: number;
}

/** Stops the process on SIGTERM and SIGINT. If closing takes too long, or on a second signal, it ends all the same. */
export function stopOnSignal({ logger, close, drainMs }: StopOptions): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(0);
    isStopping = true;
    logger.info('stopping', { signal });
    setTimeout(() => process.exit(0), drainMs + STOP_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error('the service could not be closed in good order', { error });
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}
