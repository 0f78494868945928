import { describe, expect, test } from '@jest/globals';
import { startApp, useApp } from '../support/app.js';

const app = useApp();
const { heksher, given } = app;
const V1 = '/api/v1';

async function rule(): Promise<number> {
  const { name: setting, configurable_features } = await given.setting();
  const [feature = ''] = configurable_features;
  return given.rule({ setting, feature_values: { [feature]: 'jim' }, value: 1 });
}

async function logged(sequence: string | null): Promise<Record<string, unknown> | undefined> {
  const [row] = await app.database.sql<Record<string, unknown>>(
    'select note, request_id, origin, actor, idempotency_key, action from changes where seq = $1',
    [sequence],
  );
  return row;
}

const change = (id: number, headers: Record<string, string>) =>
  heksher.send('PUT', `${V1}/rules/${id}/value`, { value: Math.floor(Math.random() * 1e9) + 2 }, headers);

describe('notes', () => {
  test.each([
    ['plain', 'TICKET-7: jim needs more', 'TICKET-7: jim needs more'],
    ['percent-encoded', 'm%C3%BCde %E2%9C%93', 'müde ✓'],
    ['with a lone percent sign', 'CPU at 90%, 50% more', 'CPU at 90%, 50% more'],
    ['empty', '', null],
  ])('a note that is %s is kept with the change', async (_, header, note) => {
    const answer = await change(await rule(), { 'Heksher-Note': header, 'X-Request-Id': 'call-1' });

    expect(answer.status).toBe(204);
    const found = await logged(answer.headers.get('heksher-sequence'));
    expect(found).toMatchObject({ note, request_id: 'call-1', origin: 'api' });
  });

  test.each([
    ['longer than 1,000 characters', 'a'.repeat(1001)],
    ['not UTF-8', 'm%FCde'],
    ['with U+0000', 'a%00b'],
  ])('a note that is %s is refused', async (_, header) => {
    const answer = await change(await rule(), { 'Heksher-Note': header });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ parameter: 'Heksher-Note' }] });
  });

  test('a declaration says that it is one', async () => {
    const { name } = await given.setting();

    const [row] = await app.database.sql<{ origin: string }>(`select origin from changes where settings && array[$1]`, [
      name,
    ]);
    expect(row?.origin).toBe('declare');
  });
});

describe('the idempotency key', () => {
  async function addition(): Promise<{ body: object; setting: string }> {
    const { name: setting, configurable_features } = await given.setting();
    const [feature = ''] = configurable_features;
    return { setting, body: { setting, feature_values: { [feature]: 'jim' }, value: 1 } };
  }
  const add = (body: object, key: string) => heksher.send('POST', `${V1}/rules`, body, { 'Idempotency-Key': key });

  test('a request that is sent again gets the same answer, and adds no second rule', async () => {
    const { body } = await addition();

    const first = await add(body, 'key-1');
    const again = await add(body, 'key-1');

    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  });

  test('of two equal requests at once one is carried out, and both get its answer', async () => {
    const { body } = await addition();

    const answers = await Promise.all([1, 2, 3, 4].map(() => add(body, 'key-2')));

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('another request with the same key is refused', async () => {
    const [{ body: first }, { body: other }] = [await addition(), await addition()];
    await add(first, 'key-3');

    const answer = await add(other, 'key-3');

    expect(answer.status).toBe(422);
    expect(answer.text).toContain('belongs to another request');
  });

  test('a refusal is not remembered', async () => {
    const { body } = await addition();
    expect((await add({ ...body, value: 'text' }, 'key-4')).status).toBe(400);

    expect((await add(body, 'key-4')).status).toBe(201);
  });

  test('a key must be printable', async () => {
    const { body } = await addition();

    expect((await add(body, 'a'.repeat(256))).status).toBe(422);
  });
});

describe('a service that requires them', () => {
  test('without If-Match a change is 428 and names the GET that has the tag, but never a declaration', async () => {
    const strict = await startApp({ isIfMatchRequired: true });
    try {
      const { name: setting, configurable_features } = await strict.given.setting();
      const [feature = ''] = configurable_features;
      const id = await strict.given.rule({ setting, feature_values: { [feature]: 'jim' }, value: 1 });

      const refused = await strict.heksher.setRuleValue(id, 2);

      expect(refused.status).toBe(428);
      expect(refused.text).toContain(`GET /api/v1/rules/${id}`);
      const tag = (await strict.heksher.rule(id)).headers.get('etag') ?? '';
      const allowed = await strict.heksher.send('PUT', `${V1}/rules/${id}/value`, { value: 2 }, { 'If-Match': tag });
      expect(allowed.status).toBe(204);
      expect((await strict.heksher.deleteRule(99_999_999)).status).toBe(404);
    } finally {
      await strict.stop();
    }
  });

  test('without a note a change is 422, but never a declaration', async () => {
    const strict = await startApp({ isNoteRequired: true });
    try {
      const refused = await strict.heksher.addFeature('user');
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('Heksher-Note');

      const allowed = await strict.heksher.send(
        'POST',
        `${V1}/context_features`,
        { context_feature: 'user' },
        { 'Heksher-Note': 'a new one' },
      );
      expect(allowed.status).toBe(204);
      const declared = await strict.heksher.declare({
        name: 'size',
        type: 'int',
        default_value: 1,
        configurable_features: ['user'],
      });
      expect(declared.status).toBe(200);
    } finally {
      await strict.stop();
    }
  });
});
