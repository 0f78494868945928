import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  FEATURE_INDEX,
  FEATURE_INDEXES,
  KEY_COLUMN,
  KEY_FUNCTIONS,
  KEY_TRIGGERS,
  UNIQUE_CONDITIONS,
  keyTriggerFunctions,
} from './sql/conditions-key.js';
import { currentSchema } from './sql/current-schema.js';
import { removeRepeatedRules } from './sql/repeated-rules.js';

/**
 * What the database itself guarantees: moves of context features do not collide halfway, and no two rules of a setting have
 * the same conditions, whichever program writes them.
 */
export class Constraints1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FEATURE_INDEX);
    // Keeps the computed keys true until the triggers exist.
    await runner.query('lock table conditions in share row exclusive mode');
    await runner.query(KEY_FUNCTIONS);
    await runner.query(KEY_COLUMN);
    await runner.query('update rules set conditions_key = heksher_conditions_key(id)');
    await removeRepeatedRules(runner);
    await runner.query(UNIQUE_CONDITIONS);
    await runner.query('drop index ix_rules_setting'); // the constraint's index serves the same look-ups
    for (const [name, place] of Object.entries(FEATURE_INDEXES)) {
      await runner.query(`create index ${name} on ${place}`);
    }
    await runner.query(keyTriggerFunctions(await currentSchema(runner)));
    for (const trigger of Object.values(KEY_TRIGGERS)) await runner.query(trigger);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger heksher_conditions_inserted on conditions;
      drop trigger heksher_conditions_updated_from on conditions;
      drop trigger heksher_conditions_updated_to on conditions;
      drop trigger heksher_conditions_deleted on conditions;
      drop trigger heksher_conditions_truncated on conditions;
      drop function heksher_conditions_changed();
      drop function heksher_conditions_truncated();
      drop function heksher_conditions_key(integer);
      drop function heksher_conditions_key_of(text[], text[]);
      drop index ix_conditions_context_feature;
      drop index ix_configurable_context_feature;
      create index ix_rules_setting on rules (setting);
      alter table rules drop constraint rules_setting_conditions_key, drop column conditions_key;
      alter table context_features
        drop constraint context_features_index_key,
        add constraint context_features_index_key unique (index);
    `);
  }
}
