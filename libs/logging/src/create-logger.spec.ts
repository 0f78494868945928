import { expect, test } from '@jest/globals';
import type { Logger } from 'winston';
import { closeLogger } from './close-logger.js';
import { createLogger } from './create-logger.js';
import type { LogFormat, LogLevel } from './log-options.js';
import { Output } from '../test/output.js';

function given(options: { level?: LogLevel; format?: LogFormat } = {}): { logger: Logger; output: Output } {
  const output = new Output();
  const logger = createLogger({ level: 'info', format: 'json', version: '1.2.3', stream: output, ...options });
  return { logger, output };
}

test('a record is one JSON object a line: time, level, message, fields', async () => {
  const { logger, output } = given();

  logger.info('setting declared', { setting: 'size', version: '1.0', aliases: [] });
  await closeLogger(logger);

  expect(output.records).toEqual([
    {
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      message: 'setting declared',
      setting: 'size',
      version: '1.0',
      aliases: [],
    },
  ]);
  expect(Object.keys(output.records[0] ?? {}).slice(0, 3)).toEqual(['timestamp', 'level', 'message']);
});

test.each<[LogLevel, string[]]>([
  ['error', ['error']],
  ['warn', ['error', 'warn']],
  ['info', ['error', 'warn', 'info']],
  ['debug', ['error', 'warn', 'info', 'debug']],
])('at level %s, %j are printed', async (level, printed) => {
  const { logger, output } = given({ level });

  for (const name of ['error', 'warn', 'info', 'debug', 'silly']) logger.log(name, 'told');
  await closeLogger(logger);

  expect(output.records.map((record) => record['level'])).toEqual(printed);
});

test('no password is printed, wherever it stands', async () => {
  const { logger, output } = given();
  const url = 'postgresql://heksher:s3cret@db/heksher';

  logger.info(`connecting to ${url}`, { url, nested: { list: [url] }, error: new Error(url, { cause: url }) });
  logger.error(new Error(url));
  logger.child({ url }).warn('child');
  await closeLogger(logger);

  expect(output.records).toHaveLength(3);
  expect(output.text).not.toContain('s3cret');
  expect(output.text).toContain('postgresql://heksher:***@db/heksher');
});

test('an error is printed in full, however it is given', async () => {
  const { logger, output } = given();
  const error = Object.assign(new Error('boom', { cause: new Error('fuse') }), { code: 'E1' });
  const printed = { name: 'Error', message: 'boom', code: 'E1', stack: error.stack, cause: { message: 'fuse' } };

  logger.error('failed', { error });
  logger.error('failed', error);
  logger.error(error);
  logger.error(new RangeError(''));
  await closeLogger(logger);

  expect(output.records).toMatchObject([
    { message: 'failed', error: printed },
    { message: 'failed boom', error: printed },
    { message: 'boom', error: printed },
    { message: 'RangeError', error: { name: 'RangeError' } },
  ]);
  expect(Object.keys(output.records[1] ?? {})).toEqual(['timestamp', 'level', 'message', 'error']);
});

test('what JSON cannot say is printed all the same', async () => {
  const { logger, output } = given();
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;

  logger.info('odd', { circle, id: 1n, nothing: undefined, huge: 'x'.repeat(5_000_000) });
  logger.info({ a: 1n });
  logger.info(undefined);
  await closeLogger(logger);

  expect(output.records).toMatchObject([
    { message: 'odd', circle: { self: '[circular]' }, id: '1' },
    { message: '{"a":"1"}' },
    { message: '' },
  ]);
});

test('a percent sign in a message keeps the fields, and fields keep off the head', async () => {
  const { logger, output } = given();

  logger.info('at 100%s', { disk: 'a', level: 'x', timestamp: 'y' });
  logger.info('given %s', 'text');
  await closeLogger(logger);

  expect(output.records).toMatchObject([
    { level: 'info', message: 'at 100%s', disk: 'a', timestamp: expect.stringContaining('T') },
    { message: 'given %s' },
  ]);
});

test('as text, a record is a line of time, level, message and fields', async () => {
  const { logger, output } = given({ format: 'text' });

  logger.warn('odd\nbut healed', { setting: 'size', note: 'a b', list: [1], empty: '', none: null });
  await closeLogger(logger);

  expect(output.text.replace(/^\S+Z /, '')).toBe(
    'WARN  odd\n    but healed setting=size note="a b" list=[1] empty="" none=null\n',
  );
});

test('as text, stacks follow the line, causes too', async () => {
  const { logger, output } = given({ format: 'text' });
  const cause = Object.assign(new Error('fuse'), { stack: 'Error: fuse\n    at b' });
  const error = Object.assign(new TypeError('boom', { cause }), { stack: 'TypeError: boom\n    at a' });

  logger.error('failed', { error, stack: 'given\n  at c' });
  await closeLogger(logger);

  expect(output.text.replace(/^\S+Z /, '').split('\n')).toEqual([
    'ERROR failed error="TypeError: boom"',
    '    given',
    '      at c',
    '    TypeError: boom',
    '        at a',
    '    caused by:',
    '    Error: fuse',
    '        at b',
    '',
  ]);
});

test('every record of a burst is printed, in order, before the logger is closed', async () => {
  const { logger, output } = given();

  for (let index = 0; index < 1_000; index += 1) logger.info('burst', { index });
  await closeLogger(logger);

  expect(output.records.map(({ index }) => index)).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
});

test('closing twice is closing once, and a record after that harms nobody', async () => {
  const { logger, output } = given();
  logger.info('first');

  await Promise.all([closeLogger(logger), closeLogger(logger)]);
  await closeLogger(logger);
  logger.info('late');

  expect(output.records.map(({ message }) => message)).toEqual(['first']);
});

test('a reader of standard output that leaves ends the lines, not the process', async () => {
  const { logger, output } = given();
  output.destroy(new Error('EPIPE'));

  logger.info('to nobody');

  await expect(closeLogger(logger)).resolves.toBeUndefined();
});

test('a stream that never takes its lines does not keep the logger from closing', async () => {
  const { logger, output } = given();
  output._write = () => undefined;
  logger.info('stuck');

  await expect(closeLogger(logger)).resolves.toBeUndefined();
});

test('a stream that takes its lines later gets them all before the logger is closed', async () => {
  const { logger, output } = given();
  const write = output._write.bind(output);
  output._write = (...taken) => void setImmediate(write, ...taken);

  for (let index = 0; index < 10; index += 1) logger.info('told');
  await closeLogger(logger);

  expect(output.records).toHaveLength(10);
});

test('loggers on one stream listen to it once', () => {
  const { output } = given();

  for (let index = 0; index < 20; index += 1) {
    createLogger({ level: 'info', format: 'json', version: '1', stream: output });
  }

  expect(output.listenerCount('error')).toBe(1);
});

test('unless told, it prints to standard output', async () => {
  const logger = createLogger({ level: 'error', format: 'json', version: '1' });

  logger.info('not printed');

  await expect(closeLogger(logger)).resolves.toBeUndefined();
});
