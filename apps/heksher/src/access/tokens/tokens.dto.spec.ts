import { expect, test } from '@jest/globals';
import type { StoredToken } from '@heksher/domain';
import { presentToken, toDraft, toPatch } from './tokens.dto.js';

const TOKEN: StoredToken = {
  id: '5f0c9a52-8a3e-4b0e-9d0e-0123456789ab',
  name: 'ci',
  role: 'service',
  prefixes: ['web.'],
  selector: 'a selector',
  secretHash: 'a hash',
  previous: { selector: 'an earlier one', secretHash: 'an earlier hash', until: new Date(0) },
  createdBy: null,
  createdAt: new Date('2026-11-23T20:15:00.123Z'),
  expiresAt: null,
};

test('a token is shown without its selector and hashes, and with its last use to the minute', () => {
  expect(presentToken(TOKEN, new Date('2026-11-23T20:15:59.999Z'))).toEqual({
    id: TOKEN.id,
    name: 'ci',
    role: 'service',
    prefixes: ['web.'],
    created_by: null,
    created_at: '2026-11-23T20:15:00.123Z',
    last_used_at: '2026-11-23T20:15:00.000Z',
    expires_at: null,
  });
});

test('a new token is of all settings and never expires, unless its body says otherwise', () => {
  const name = 'ci';
  const role = 'reader';

  expect(toDraft({ name, role })).toEqual({ name, role, prefixes: [], expiresAt: null });
  expect(toDraft({ name, role, prefixes: ['b', 'a', 'b'], expires_at: '2100-01-01T02:00:00+02:00' })).toEqual({
    ...{ name, role, prefixes: ['b', 'a'] },
    expiresAt: new Date('2100-01-01T00:00:00Z'),
  });
});

test('a change says only what its body says, and null clears the expiry', () => {
  expect(toPatch({})).toEqual({});
  expect(toPatch({ expires_at: null, prefixes: [] })).toEqual({ expiresAt: null, prefixes: [] });
});
