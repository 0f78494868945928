import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'winston';
import type { LogLevel } from './log-options.js';

/** The contexts of Nest's start-up lines, one for each module and route. */
const CHATTER = new Set(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory', 'NestApplication']);

const STACK_LINE = /\n\s*at /;

/**
 * Writes Nest's own lines to our logger. By Nest's convention, a last text is the context; for errors, the text before it
 * is the stack. Errors and other values become the fields `error` and `details`.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  /** At info; Nest's start-up chatter at debug. */
  log(message: unknown, ...params: unknown[]): void {
    const fields = fieldsOf(params);
    this.write(CHATTER.has(String(fields['context'])) ? 'debug' : 'info', message, fields);
  }

  /** At warn. */
  warn(message: unknown, ...params: unknown[]): void {
    this.write('warn', message, fieldsOf(params));
  }

  /** At error, with the stack. */
  error(message: unknown, ...params: unknown[]): void {
    this.write('error', message, errorFieldsOf(params));
  }

  /** At debug. */
  debug(message: unknown, ...params: unknown[]): void {
    this.write('debug', message, fieldsOf(params));
  }

  /** At debug. */
  verbose(message: unknown, ...params: unknown[]): void {
    this.write('debug', message, fieldsOf(params));
  }

  /** At error, the highest level. */
  fatal(message: unknown, ...params: unknown[]): void {
    this.write('error', message, errorFieldsOf(params));
  }

  private write(level: LogLevel, message: unknown, fields: Record<string, unknown>): void {
    const error = message instanceof Error ? message : fields['error'];
    const text = message instanceof Error ? message.message || message.name : message;
    // One object: with separate arguments, winston fills placeholders and folds fields into the message.
    this.logger.log({ ...fields, ...(error ? { error } : {}), level, message: text as string });
  }
}

function fieldsOf(params: unknown[]): Record<string, unknown> {
  const last = params.at(-1);
  const context = typeof last === 'string' ? last : undefined;
  const others = (context === undefined ? params : params.slice(0, -1)).filter((value) => value !== undefined);
  const error = others.find((value) => value instanceof Error);
  const details = others.filter((value) => value !== error);
  return {
    ...(context !== undefined && { context }),
    ...(error !== undefined && { error }),
    ...(details.length > 0 && { details }),
  };
}

function errorFieldsOf(params: unknown[]): Record<string, unknown> {
  const stack = params.find((value) => typeof value === 'string' && STACK_LINE.test(value));
  const fields = fieldsOf(params.filter((value) => value !== stack));
  return { ...fields, ...(stack !== undefined && { stack }) };
}
