import type { Logger } from 'winston';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const PATIENCE_MS = 9000;

/**
 * Stops the process on SIGTERM and SIGINT: `close` is to end what is in flight and free what is held. After nine seconds,
 * or on a second signal, the process ends all the same.
 */
export function stopOnSignal(logger: Logger, close: () => Promise<void>): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(0);
    isStopping = true;
    logger.info('stopping', { signal });
    setTimeout(() => process.exit(0), PATIENCE_MS).unref();
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
