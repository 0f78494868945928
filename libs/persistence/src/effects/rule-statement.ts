import { printJson, type Effects, type MetadataEffect } from '@heksher/domain';
import type { RevisionHead } from '../change-log.js';
import { APPEND_CHANGE, changeColumns, type Change } from '../recorded-change.js';

import { named, type NamedStatement } from '../database/named-statements.js';
import { conditionsKeyOf } from './conditions-key.js';

type RuleEffects = Effects['rules'];

/** A part of a statement: its SQL, with parameters from `$first` on, and their values. */
interface Part {
  name: string;
  sql: (first: number) => string;
  values: unknown[];
}

const STATEMENTS = new Map<string, NamedStatement>();

/**
 * One statement that writes the effects on rules and appends the change to the log. It has only parts with
 * rows, because a part without rows would still fire the triggers of its table.
 */
export function ruleStatement(
  rules: RuleEffects,
  head: RevisionHead,
  change: Change,
): { statement: NamedStatement; values: unknown[] } {
  const parts = partsOf(rules);
  const name = parts.map((part) => part.name).join();
  const columns = changeColumns(head, change);
  const values = [...columns, ...parts.flatMap((part) => part.values)];
  let statement = STATEMENTS.get(name);
  if (!statement) {
    statement = named(textOf(parts, columns.length));
    STATEMENTS.set(name, statement);
  }
  return { statement, values };
}

function textOf(parts: readonly Part[], before: number): string {
  let first = before + 1;
  const texts = parts.map((part) => {
    const text = `${part.name} as (${part.sql(first)})`;
    first += part.values.length;
    return text;
  });
  return texts.length === 0 ? APPEND_CHANGE : `with ${texts.join(', ')} ${APPEND_CHANGE}`;
}

function partsOf(rules: RuleEffects): Part[] {
  return [
    ...deletedPart(rules),
    ...updatedPart(rules),
    ...addedPart(rules),
    ...conditionsPart(rules),
    ...metadataParts({ table: 'rule_metadata', owner: 'rule', type: 'integer' }, rules.metadata),
  ];
}

function deletedPart({ deleted }: RuleEffects): Part[] {
  if (deleted.length === 0) return [];
  return [
    { name: 'deleted', sql: (first) => `delete from rules where id = any ($${first}::integer[])`, values: [deleted] },
  ];
}

/** Values and keys together: a statement updates a row only once. */
function updatedPart({ revalued, moved }: RuleEffects): Part[] {
  const rows = new Map<number, { value: string | null; key: string | null }>();
  for (const { id, value } of revalued) rows.set(id, { value: printJson(value), key: null });
  for (const { id, conditions } of moved) {
    rows.set(id, { value: rows.get(id)?.value ?? null, key: conditionsKeyOf(conditions) });
  }
  if (rows.size === 0) return [];
  const columns = [...rows.values()];
  return [
    {
      name: 'updated',
      sql: (first) => `
        update rules r
        set value = coalesce(u.value, r.value), conditions_key = coalesce(u.key, r.conditions_key)
        from unnest($${first}::integer[], $${first + 1}::text[], $${first + 2}::text[]) as u (id, value, key)
        where r.id = u.id`,
      values: [[...rows.keys()], columns.map(({ value }) => value), columns.map(({ key }) => key)],
    },
  ];
}

function addedPart({ added }: RuleEffects): Part[] {
  if (added.length === 0) return [];
  return [
    {
      name: 'added',
      sql: (first) => `
        insert into rules (id, setting, value, conditions_key)
        select a.id, a.setting, a.value, a.key
        from unnest($${first}::integer[], $${first + 1}::text[], $${first + 2}::text[], $${first + 3}::text[])
          as a (id, setting, value, key)`,
      values: [
        added.map(({ id }) => id),
        added.map(({ setting }) => setting),
        added.map(({ value }) => printJson(value)),
        added.map(({ conditions }) => conditionsKeyOf(conditions)),
      ],
    },
  ];
}

/** The conditions of added and moved rules. Those that a moved rule had must be gone. */
function conditionsPart({ added, moved }: RuleEffects): Part[] {
  const rows = [...added, ...moved].flatMap(({ id, conditions }) => conditions.map((one) => ({ id, ...one })));
  if (rows.length === 0) return [];
  return [
    {
      name: 'conditioned',
      sql: (first) => `
        insert into conditions (rule, context_feature, feature_value)
        select c.rule, c.feature, c.value
        from unnest($${first}::integer[], $${first + 1}::text[], $${first + 2}::text[]) as c (rule, feature, value)`,
      values: [rows.map(({ id }) => id), rows.map(({ feature }) => feature), rows.map(({ value }) => value)],
    },
  ];
}

/** The parts that write and remove metadata in a table. */
export function metadataParts(
  { table, owner, type }: { table: string; owner: string; type: string },
  effects: readonly MetadataEffect<number | string>[],
): Part[] {
  const set = effects.flatMap((one) => Object.entries(one.set).map(([key, value]) => ({ of: one.owner, key, value })));
  const removed = effects.flatMap((one) => one.removed.map((key) => ({ of: one.owner, key })));
  const parts: Part[] = [];
  if (removed.length > 0) {
    parts.push({
      name: 'unset',
      sql: (first) => `
        delete from ${table} m
        using unnest($${first}::${type}[], $${first + 1}::text[]) as u (owner, key)
        where m.${owner} = u.owner and m.key = u.key`,
      values: [removed.map(({ of }) => of), removed.map(({ key }) => key)],
    });
  }
  if (set.length > 0) {
    parts.push({
      name: 'set',
      sql: (first) => `
        insert into ${table} (${owner}, key, value)
        select s.owner, s.key, s.value::jsonb
        from unnest($${first}::${type}[], $${first + 1}::text[], $${first + 2}::text[]) as s (owner, key, value)
        on conflict (${owner}, key) do update set value = excluded.value`,
      values: [set.map(({ of }) => of), set.map(({ key }) => key), set.map(({ value }) => printJson(value))],
    });
  }
  return parts;
}
