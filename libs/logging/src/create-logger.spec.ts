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

test('a record is one line of JSON: time, level, message, fields', async () => {
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

  for (const name of ['error', 'warn', 'info', 'debug', 'silly']) logger.log(name, 'logged');
  await closeLogger(logger);

  expect(output.records.map((record) => record['level'])).toEqual(printed);
});

test('no password is printed, wherever it is in a record', async () => {
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

test('an error is printed in full, however it is passed', async () => {
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

test('values that JSON does not know are printed all the same', async () => {
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

test('a record keeps its fields despite a percent sign in the message, and its head despite fields of the same name', async () => {
  const { logger, output } = given();

  logger.info('at 100%s', { disk: 'a', level: 'x', timestamp: 'y' });
  logger.info('given %s', 'text');
  await closeLogger(logger);

  expect(output.records).toMatchObject([
    { level: 'info', message: 'at 100%s', disk: 'a', timestamp: expect.stringContaining('T') },
    { message: 'given %s' },
  ]);
});

test('as text, a record is one line: time, level, message, fields', async () => {
  const { logger, output } = given({ format: 'text' });

  logger.warn('odd\nbut healed', { setting: 'size', note: 'a b', list: [1], empty: '', none: null });
  await closeLogger(logger);

  expect(output.text.replace(/^\S+Z /, '')).toBe(
    'WARN  odd\n    but healed setting=size note="a b" list=[1] empty="" none=null\n',
  );
});

test('as text, the stacks of an error and its causes follow the line', async () => {
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

test('a logger may be closed twice, and ignores later records', async () => {
  const { logger, output } = given();
  logger.info('first');

  await Promise.all([closeLogger(logger), closeLogger(logger)]);
  await closeLogger(logger);
  logger.info('late');

  expect(output.records.map(({ message }) => message)).toEqual(['first']);
});

test('if the reader of standard output leaves, the lines end, not the process', async () => {
  const { logger, output } = given();
  output.destroy(new Error('EPIPE'));

  logger.info('to nobody');

  await expect(closeLogger(logger)).resolves.toBeUndefined();
});

test('a logger closes even if its stream never accepts the lines', async () => {
  const { logger, output } = given();
  output._write = () => undefined;
  logger.info('stuck');

  await expect(closeLogger(logger)).resolves.toBeUndefined();
});

test('a slow stream gets all lines before the logger is closed', async () => {
  const { logger, output } = given();
  const write = output._write.bind(output);
  output._write = (...taken) => void setImmediate(write, ...taken);

  for (let index = 0; index < 10; index += 1) logger.info('logged');
  await closeLogger(logger);

  expect(output.records).toHaveLength(10);
});

test('several loggers on one stream add one listener to it', () => {
  const { output } = given();

  for (let index = 0; index < 20; index += 1) {
    createLogger({ level: 'info', format: 'json', version: '1', stream: output });
  }

  expect(output.listenerCount('error')).toBe(1);
});

test('a logger prints to standard output by default', async () => {
  const logger = createLogger({ level: 'error', format: 'json', version: '1' });

  logger.info('not printed');

  await expect(closeLogger(logger)).resolves.toBeUndefined();
});
