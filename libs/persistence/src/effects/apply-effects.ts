import { printJson, printSettingType, printVersion, type Effects, type Setting } from '@heksher/domain';
import type { RevisionHead } from '../change-log.js';
import type { Change } from '../recorded-change.js';
import type { Session } from '../database/session.js';
import { metadataParts, ruleStatement } from './rule-statement.js';

/**
 * Writes the effects of a plan and appends the change to the log. If they are on rules alone, and no rule moves, it is one
 * statement; otherwise a few, however many rows there are. Runs under the lock of the head.
 */
export async function applyEffects(
  session: Session,
  head: RevisionHead,
  { effects, change }: { effects: Effects; change: Change },
): Promise<void> {
  const { features, removedFeatures, settings, rules } = effects;
  if (features) await writeFeatures(session, features);
  await applyToSettings(session, settings);
  await dropConditions(session, rules.moved);
  if (removedFeatures.length > 0) {
    await deleteRules(session, rules.deleted); // now, since their conditions may name features that go
    await removeFeatures(session, removedFeatures);
  }
  const { statement, values } = ruleStatement(rules, head, change);
  await session.run(statement, values);
}

/** Adds features and sets the places of all. The whole list is one parameter. */
async function writeFeatures({ manager }: Session, features: readonly string[]): Promise<void> {
  if (features.length === 0) return;
  await manager.query(
    `insert into context_features (name, index)
     select name, place - 1 from unnest($1::text[]) with ordinality as listed (name, place)
     on conflict (name) do update set index = excluded.index where context_features.index is distinct from excluded.index`,
    [features],
  );
}

/** Removes features. They must not be in use any more. */
async function removeFeatures({ manager }: Session, features: readonly string[]): Promise<void> {
  await manager.query('delete from context_features where name = any ($1::text[])', [features]);
}

/** The order matters: names are freed before others take them. */
async function applyToSettings(session: Session, settings: Effects['settings']): Promise<void> {
  const { manager } = session;
  const { deleted, renamed, added, updated, configurable, metadata, aliases } = settings;
  if (deleted.length > 0) await manager.query('delete from settings where name = any ($1::text[])', [deleted]);
  if (aliases.removed.length > 0) {
    await manager.query('delete from setting_aliases where alias = any ($1::text[])', [aliases.removed]);
  }
  await rename(session, renamed);
  if (added.length > 0) await manager.query(ADD, rowColumns(added));
  if (updated.length > 0) await manager.query(UPDATE, rowColumns(updated));
  await writeConfigurable(session, configurable, added);
  await writeMetadata(session, metadata);
  if (aliases.added.length > 0) {
    await manager.query('insert into setting_aliases (setting, alias) select * from unnest($1::text[], $2::text[])', [
      aliases.added.map(({ setting }) => setting),
      aliases.added.map(({ alias }) => alias),
    ]);
  }
}

/** Settings of these columns. */
const ROWS = 'unnest($1::text[], $2::text[], $3::text[], $4::text[]) as u (name, type, default_value, version)';
const ADD = `insert into settings (name, type, default_value, version) select * from ${ROWS}`;
const UPDATE = `
  update settings s set type = u.type, default_value = u.default_value, version = u.version
  from ${ROWS} where s.name = u.name`;

function rowColumns(settings: readonly Setting[]): string[][] {
  return [
    settings.map(({ name }) => name),
    settings.map(({ type }) => printSettingType(type)),
    settings.map(({ defaultValue }) => printJson(defaultValue)),
    settings.map(({ version }) => printVersion(version)),
  ];
}

/** If a new name is still that of another setting, every name goes through one that no setting can have: `:0`, `:1` … */
async function rename({ manager }: Session, renamed: Effects['settings']['renamed']): Promise<void> {
  if (renamed.length === 0) return;
  const statement = `
    update settings s set name = u.name
    from unnest($1::text[], $2::text[]) as u (from_name, name) where s.name = u.from_name`;
  const from = renamed.map((one) => one.from);
  const to = renamed.map((one) => one.to);
  const taken = new Set(from);
  if (!to.some((name) => taken.has(name))) {
    await manager.query(statement, [from, to]);
    return;
  }
  const between = renamed.map((_, at) => `:${at}`);
  await manager.query(statement, [from, between]);
  await manager.query(statement, [between, to]);
}

/** Replaces the features that rules of these settings may name. */
async function writeConfigurable(
  { manager }: Session,
  changed: readonly Setting[],
  added: readonly Setting[],
): Promise<void> {
  if (changed.length > 0) {
    const names = changed.map(({ name }) => name);
    await manager.query('delete from configurable where setting = any ($1::text[])', [names]);
  }
  const rows = [...changed, ...added].flatMap(({ name, configurableFeatures }) =>
    configurableFeatures.map((feature) => ({ name, feature })),
  );
  if (rows.length === 0) return;
  await manager.query(
    'insert into configurable (setting, context_feature) select * from unnest($1::text[], $2::text[])',
    [rows.map(({ name }) => name), rows.map(({ feature }) => feature)],
  );
}

async function writeMetadata({ manager }: Session, effects: Effects['settings']['metadata']): Promise<void> {
  const table = { table: 'setting_metadata', owner: 'setting', type: 'text' };
  for (const { sql, values } of metadataParts(table, effects)) await manager.query(sql(1), values);
}

/** Deletes the conditions that moved rules had. */
async function dropConditions({ manager }: Session, moved: Effects['rules']['moved']): Promise<void> {
  if (moved.length === 0) return;
  await manager.query('delete from conditions where rule = any ($1::integer[])', [moved.map(({ id }) => id)]);
}

async function deleteRules({ manager }: Session, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await manager.query('delete from rules where id = any ($1::integer[])', [ids]);
}
