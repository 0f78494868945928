import { expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { MetricsText } from '../support/metrics.js';

const app = useApp();

/** How many reads of settings had to load something. */
async function misses(): Promise<number> {
  const { text } = await app.heksher.get('/metrics');
  return new MetricsText(text).value('heksher_cache_misses_total', { cache: 'rulesets' }) ?? NaN;
}

/** The answer to a read of a setting by its name, and how many loads it took. */
async function read(name: string): Promise<{ default_value: unknown; loaded: number }> {
  const before = await misses();
  const { body } = await app.heksher.setting(name);
  return { default_value: (body as { default_value: unknown }).default_value, loaded: (await misses()) - before };
}

/** Many transactions of other replicas in one statement; the last one changes the default value. */
async function changeMany(name: string, count: number, value: number): Promise<void> {
  await app.database.sql(`
    do $$
    declare
      head revision_head;
    begin
      for time in 1..${count} loop
        head := heksher_advance_head();
        insert into changes (seq, id, parent, action, settings)
          values (head.seq, head.id, head.parent, 'rule.value_changed', array['${name}']);
      end loop;
      update settings set default_value = '${value}' where name = '${name}';
    end $$`);
}

test('a change of one setting leaves all others in memory', async () => {
  const changed = await app.given.setting({ default_value: 0 });
  const other = await app.given.setting({ default_value: 5 });
  await read(changed.name);
  await read(other.name);

  await app.heksher.declare({ ...changed, default_value: 1, version: '1.1' });
  await app.heksher.setting(changed.name); // loads the names again, which may have changed too

  expect(await read(other.name)).toEqual({ default_value: 5, loaded: 0 });
});

test('a write of another program to one setting leaves all others in memory', async () => {
  const changed = await app.given.setting({ default_value: 0 });
  const other = await app.given.setting({ default_value: 5 });
  await read(changed.name);
  await read(other.name);

  await app.database.sql(`update settings set default_value = '7' where name = '${changed.name}'`);
  await app.heksher.setting(changed.name); // loads the names again, which may have changed too

  expect(await read(other.name)).toEqual({ default_value: 5, loaded: 0 });
  expect(await read(changed.name)).toEqual({ default_value: 7, loaded: 0 });
});

test('a context feature that another program adds makes all settings load again', async () => {
  const { name } = await app.given.setting({ default_value: 5 });
  await read(name);

  await app.database.sql(`insert into context_features select 'zz_added', max(index) + 1 from context_features`);

  expect(await read(name)).toEqual({ default_value: 5, loaded: 1 });
});

test.each([
  { count: 9_000, loaded: 0, title: 'thousands of unseen changes evict the settings that they name' },
  { count: 11_000, loaded: 1, title: 'too many unseen changes to read one by one evict everything' },
])('$title', async ({ count, loaded }) => {
  const changed = await app.given.setting({ default_value: 0 });
  const other = await app.given.setting({ default_value: 5 });
  expect(await read(changed.name)).toEqual({ default_value: 0, loaded: 1 });
  expect(await read(other.name)).toEqual({ default_value: 5, loaded: 1 });

  await changeMany(changed.name, count, 7);

  expect(await read(other.name)).toEqual({ default_value: 5, loaded });
  expect(await read(changed.name)).toEqual({ default_value: 7, loaded: 1 });
});
