import { afterEach, expect, test } from '@jest/globals';
import type { Logger } from 'winston';
import { closedPort, startTcpLogstash, startUdpLogstash, until } from '../test/logstash-server.js';
import { Output } from '../test/output.js';
import { closeLogger, createLogger, type LogLevel, type LogstashOptions } from './index.js';

const running: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

interface GivenOptions extends Partial<LogstashOptions> {
  port: number;
  stdoutLevel?: LogLevel;
}

function given({ stdoutLevel = 'info', ...logstash }: GivenOptions): { logger: Logger; output: Output } {
  const output = new Output();
  const logger = createLogger({
    level: stdoutLevel,
    format: 'json',
    version: '1.2.3',
    stream: output,
    logstash: { host: '127.0.0.1', protocol: 'tcp', level: 'info', tags: {}, ...logstash },
  });
  running.push(() => closeLogger(logger));
  return { logger, output };
}

async function tcp(): ReturnType<typeof startTcpLogstash> {
  const logstash = await startTcpLogstash();
  running.push(logstash.stop);
  return logstash;
}

async function udp(): ReturnType<typeof startUdpLogstash> {
  const logstash = await startUdpLogstash();
  running.push(logstash.stop);
  return logstash;
}

const SHAPE = {
  '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  '@version': '1',
  level: 'WARNING',
  logger_name: 'heksher',
  heksher_version: '1.2.3',
  message: 'odd',
  setting: 'size',
  team: 'settings',
};

test('Logstash gets records in the form of Heksher 0.5, with tags and version', async () => {
  const logstash = await tcp();
  const { logger } = given({ port: logstash.port, tags: { team: 'settings', level: 'mine' } });

  logger.warn('odd', { setting: 'size', team: 'theirs', '@version': '2' });
  await until(() => logstash.received.length === 1);

  expect(logstash.received).toEqual([SHAPE]);
});

test('Logstash gets the same records over UDP', async () => {
  const logstash = await udp();
  const { logger } = given({ port: logstash.port, protocol: 'udp', tags: { team: 'settings' } });

  logger.warn('odd', { setting: 'size' });
  await until(() => logstash.datagrams.length === 1);

  expect(JSON.parse(String(logstash.datagrams[0]))).toEqual(SHAPE);
});

test.each<[LogLevel, LogLevel, string[], string[]]>([
  ['info', 'debug', ['info', 'error'], ['DEBUG', 'INFO', 'ERROR']],
  ['debug', 'error', ['debug', 'info', 'error'], ['ERROR']],
])('standard output at %s leaves Logstash at %s', async (stdoutLevel, level, printed, sent) => {
  const logstash = await tcp();
  const { logger, output } = given({ port: logstash.port, stdoutLevel, level });

  for (const name of ['debug', 'info', 'error']) logger.log(name, 'logged');
  await until(() => logstash.received.length === sent.length);

  expect(logstash.received.map((record) => record['level'])).toEqual(sent);
  expect(output.records.map((record) => record['level'])).toEqual(printed);
});

test('Logstash gets no password', async () => {
  const logstash = await tcp();
  const url = 'postgresql://heksher:s3cret@db/heksher';
  const { logger } = given({ port: logstash.port, tags: { database: url } });

  logger.error(url, { url, error: new Error(url) });
  await until(() => logstash.received.length === 1);

  expect(JSON.stringify(logstash.received)).not.toContain('s3cret');
  expect(logstash.received[0]).toMatchObject({ database: 'postgresql://heksher:***@db/heksher' });
});

test('while Logstash is away, standard output goes on and says so once', async () => {
  const port = await closedPort();
  const { logger, output } = given({ port });

  for (let index = 0; index < 500; index += 1) logger.info('logged');
  await until(() => output.records.length === 501);

  expect(output.records.filter(({ message }) => message === 'logged')).toHaveLength(500);
  expect(output.records.filter(({ level }) => level === 'warn')).toMatchObject([
    { message: 'logstash is away, records wait', host: '127.0.0.1', port, reason: 'ECONNREFUSED' },
  ]);
});

test('closing the logger sends the waiting records to Logstash', async () => {
  const logstash = await tcp();
  const { logger } = given({ port: logstash.port });
  for (let index = 0; index < 2_000; index += 1) logger.info('logged', { index });

  await closeLogger(logger);

  await until(() => logstash.received.length === 2_000);
});

test('closing the logger does not wait for a Logstash that is away', async () => {
  const { logger, output } = given({ port: await closedPort() });
  logger.info('logged');

  await closeLogger(logger); // jest's limit ends the test if it hangs

  expect(output.records[0]).toMatchObject({ message: 'logged' });
});

test('a record of more than 1 MiB arrives shortened', async () => {
  const logstash = await tcp();
  const { logger } = given({ port: logstash.port });

  logger.info('big', { text: 'é'.repeat(1_500_000), setting: 'size' });
  logger.info('next');
  await until(() => logstash.received.length === 2);

  expect(logstash.received[0]).toMatchObject({ message: 'big', setting: 'size', truncated: true });
  expect(Buffer.byteLength(JSON.stringify(logstash.received[0]))).toBeLessThan(1024 * 1024);
});

test.each<[string, string, Record<string, unknown>]>([
  ['one long field', 'big', { text: 'x'.repeat(200_000) }],
  ['a long message of control characters', '\u0001'.repeat(200_000), {}],
  ['many long fields', 'big', Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, 'x'.repeat(5_000)]))],
  ['more fields than fit', 'big', Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`key${i}`, i]))],
])('over UDP, a record with %s arrives shortened', async (_case, message, fields) => {
  const logstash = await udp();
  const { logger } = given({ port: logstash.port, protocol: 'udp' });

  logger.info(message, fields);
  await until(() => logstash.datagrams.length === 1);

  const record = JSON.parse(String(logstash.datagrams[0])) as Record<string, unknown>;
  expect(logstash.datagrams[0]?.length).toBeLessThanOrEqual(60_000);
  expect(record).toMatchObject({ heksher_version: '1.2.3', level: 'INFO', truncated: true });
  expect(message).toContain(String(record['message']).replace('…', ''));
});

test('over UDP, an unknown host loses records and does nothing else', async () => {
  const { logger, output } = given({ host: 'logstash.invalid', port: 5000, protocol: 'udp' });

  for (let index = 0; index < 500; index += 1) logger.info('logged', { text: 'x'.repeat(50_000) }); // more than may wait
  await closeLogger(logger);

  expect(output.records).toHaveLength(500);
});

test('over UDP, closing the logger sends the waiting records', async () => {
  const logstash = await udp();
  const { logger } = given({ host: 'localhost', port: logstash.port, protocol: 'udp' });
  for (let index = 0; index < 20; index += 1) logger.info('logged', { index });

  await closeLogger(logger);

  await until(() => logstash.datagrams.length === 20);
});

test.each(['tcp', 'udp'] as const)('an output over %s closes when the logger removes it', async (protocol) => {
  const { logger, output } = given({ port: await closedPort(), protocol });

  logger.close();
  await closeLogger(logger);

  expect(output.records).toEqual([]);
});
