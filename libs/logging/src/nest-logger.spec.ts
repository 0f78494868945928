import { expect, test } from '@jest/globals';
import { Output } from '../test/output.js';
import { closeLogger, createLogger, NestLogger } from './index.js';

async function logged(log: (nest: NestLogger) => void): Promise<Record<string, unknown>[]> {
  const output = new Output();
  const logger = createLogger({ level: 'debug', format: 'json', version: '1.2.3', stream: output });
  log(new NestLogger(logger));
  await closeLogger(logger);
  return output.records.map(({ timestamp: _timestamp, ...record }) => record);
}

test("Nest's levels become ours, with the context as a field", async () => {
  const records = await logged((nest) => {
    nest.log('a', 'Ctx');
    nest.warn('b', 'Ctx');
    nest.error('c', 'Ctx');
    nest.debug('d', 'Ctx');
    nest.verbose('e', 'Ctx');
    nest.fatal('f', 'Ctx');
  });

  expect(records).toEqual([
    { level: 'info', message: 'a', context: 'Ctx' },
    { level: 'warn', message: 'b', context: 'Ctx' },
    { level: 'error', message: 'c', context: 'Ctx' },
    { level: 'debug', message: 'd', context: 'Ctx' },
    { level: 'debug', message: 'e', context: 'Ctx' },
    { level: 'error', message: 'f', context: 'Ctx' },
  ]);
});

test.each(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory', 'NestApplication'])(
  'the start-up lines of %s are debug, its warnings are not',
  async (context) => {
    const records = await logged((nest) => {
      nest.log('starting', context);
      nest.warn('odd', context);
    });

    expect(records.map(({ level }) => level)).toEqual(['debug', 'warn']);
  },
);

test('an error has its stack, however Nest passes it', async () => {
  const error = new TypeError('boom');
  const nameless = new RangeError('');

  const records = await logged((nest) => {
    nest.error(error, undefined, 'ExceptionsHandler');
    nest.error('failed', error.stack, 'Ctx');
    nest.error('failed', error);
    nest.fatal(nameless);
    nest.warn('odd', error, 'Ctx');
  });

  const printed = { name: 'TypeError', message: 'boom', stack: error.stack };
  expect(records).toEqual([
    { level: 'error', message: 'boom', context: 'ExceptionsHandler', error: printed },
    { level: 'error', message: 'failed', context: 'Ctx', stack: error.stack },
    { level: 'error', message: 'failed', error: printed },
    { level: 'error', message: 'RangeError', error: { name: 'RangeError', message: '', stack: nameless.stack } },
    { level: 'warn', message: 'odd', context: 'Ctx', error: printed },
  ]);
});

test('further values become details, and a message may be any value', async () => {
  const records = await logged((nest) => {
    nest.log('rate %s', { a: 1 }, 'b', 'Ctx');
    nest.log({ a: 1 });
    nest.log('bare');
  });

  expect(records).toEqual([
    { level: 'info', message: 'rate %s', context: 'Ctx', details: [{ a: 1 }, 'b'] },
    { level: 'info', message: '{"a":1}' },
    { level: 'info', message: 'bare' },
  ]);
});
