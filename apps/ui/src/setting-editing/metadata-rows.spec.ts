import { expect, test } from '@jest/globals';
import { parseJson, type JsonObject } from '@heksher/domain';
import { readMetadataRows, rowsOfMetadata } from './metadata-rows.js';

test('metadata comes back from its rows', () => {
  const metadata = parseJson('{"team":"storage","n":1.0,"s":"10","q":"\\"x\\"","o":{"a":[null]},"e":""}') as JsonObject;

  expect(readMetadataRows(rowsOfMetadata(metadata))).toEqual({ metadata });
});

test('a row without a key, with a strange one, or with that of another row is a fault', () => {
  const row = (id: number, key: string, text: string) => ({ id, key, text });

  expect(readMetadataRows([row(1, '', '')])).toEqual({ metadata: {} });
  expect(readMetadataRows([row(1, 'a', '1'), row(2, '', 'x')])).toEqual({ fault: expect.any(String), id: 2 });
  expect(readMetadataRows([row(1, 'a b', '1')])).toEqual({ fault: expect.any(String), id: 1 });
  expect(readMetadataRows([row(1, 'a', '1'), row(2, 'a', '2')])).toEqual({ fault: expect.any(String), id: 2 });
});
