import type { Logger } from 'winston';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const PATIENCE_MS = 9000;

export interface StopOptions {
  logger: Logger;
  /** Lets the service drain, ends what is in flight and frees what is held. */
  close: () => Promise<void>;
  /** How long `close` lets the service drain. */
  drainMs: number;
}

/**
 * Stops the process on SIGTERM and SIGINT. Nine seconds after it has drained, or on a second signal, the process ends all
 * the same.
 */
export function stopOnSignal({ logger, close, drainMs }: StopOptions): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(0);
    isStopping = true;
    logger.info('stopping', { signal });
    setTimeout(() => process.exit(0), drainMs + PATIENCE_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error('could not stop in good order', { error });
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}
