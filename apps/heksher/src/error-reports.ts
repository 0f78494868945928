import type { Logger } from 'winston';
import { toPlain } from '@heksher/logging';
import type { HeksherConfig } from './config/config.js';

/**
 * Connects to Sentry if a DSN is configured. Returns the function that reports an error; without a DSN it does nothing. A
 * DSN that does not work is logged, and the service starts all the same.
 */
export async function startErrorReports(
  { sentryDsn, version }: HeksherConfig,
  logger: Logger,
): Promise<(error: unknown) => void> {
  if (sentryDsn === undefined) return () => undefined;
  try {
    const sentry = await import('@sentry/node-core/light'); // heavy, so loaded only if it is used
    if (!sentry.init({ dsn: sentryDsn, release: `heksher@${version}`, beforeSend: redactReport })?.getDsn())
      throw new Error('the DSN is not valid');
    return (error) => sentry.captureException(error);
  } catch (error) {
    logger.error('errors are not reported: SENTRY_DSN does not work', { error });
    return () => undefined;
  }
}

/** A report to Sentry without secrets. What Sentry needs for itself and does not send stays as it is. */
export function redactReport<Report extends object>(report: Report): Report {
  const { sdkProcessingMetadata, ...sent } = report as { sdkProcessingMetadata?: object };
  return { ...(toPlain(sent) as object), sdkProcessingMetadata } as Report;
}
