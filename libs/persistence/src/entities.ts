import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

@Entity('context_features')
export class ContextFeatureRow {
  @PrimaryColumn('varchar') name: string;
  @Column('integer', { nullable: true }) index: number | null;
}

@Entity('settings')
export class SettingRow {
  @PrimaryColumn('varchar') name: string;
  @Column('varchar') type: string;
  /** JSON text. */
  @Column('varchar', { name: 'default_value' }) defaultValue: string;
  /** Null only where Heksher wrote it: the first version. */
  @Column('varchar', { nullable: true }) version: string | null;
}

@Entity('setting_aliases')
export class SettingAliasRow {
  @Column('varchar') setting: string;
  @PrimaryColumn('varchar') alias: string;
}

@Entity('configurable')
export class ConfigurableRow {
  @PrimaryColumn('varchar') setting: string;
  @PrimaryColumn('varchar', { name: 'context_feature' }) contextFeature: string;
}

@Entity('setting_metadata')
export class SettingMetadataRow {
  @PrimaryColumn('varchar') setting: string;
  @PrimaryColumn('varchar') key: string;
  /** JSON text: written with SQL, since TypeORM would quote it once more. */
  @Column('jsonb') value: string;
}

@Entity('rules')
export class RuleRow {
  @PrimaryGeneratedColumn() id: number;
  @Column('varchar') setting: string;
  /** JSON text. */
  @Column('varchar') value: string;
  /** Kept by the database; see the migration. */
  @Column('text', { name: 'conditions_key', select: false, default: '' }) conditionsKey: string;
}

@Entity('rule_metadata')
export class RuleMetadataRow {
  @PrimaryColumn('integer') rule: number;
  @PrimaryColumn('varchar') key: string;
  /** JSON text: see SettingMetadataRow. */
  @Column('jsonb') value: string;
}

@Entity('conditions')
export class ConditionRow {
  @PrimaryColumn('integer') rule: number;
  @PrimaryColumn('varchar', { name: 'context_feature' }) contextFeature: string;
  @Column('varchar', { name: 'feature_value' }) featureValue: string;
}

/** The state of the database as one value; only ever moved by `heksher_advance_head()`. */
@Entity('revision_head')
export class RevisionHeadRow {
  @PrimaryColumn('boolean', { name: 'only_row' }) onlyRow: boolean;
  @Column('uuid') id: string;
  @Column('bigint') seq: string;
  @Column('uuid', { nullable: true }) parent: string | null;
}

@Entity('changes')
export class ChangeRow {
  @PrimaryColumn('bigint') seq: string;
  @Column('uuid') id: string;
  @Column('uuid', { nullable: true }) parent: string | null;
  @Column('timestamptz') at: Date;
  @Column('text', { nullable: true }) actor: string | null;
  @Column('text') action: string;
  /** Canonical names of the settings touched; null where it could be any. */
  @Column('text', { array: true, nullable: true }) settings: string[] | null;
  /** JSON text. */
  @Column('json', { nullable: true }) before: string | null;
  /** JSON text. */
  @Column('json', { nullable: true }) after: string | null;
}

export const ENTITIES = [
  ContextFeatureRow,
  SettingRow,
  SettingAliasRow,
  ConfigurableRow,
  SettingMetadataRow,
  RuleRow,
  RuleMetadataRow,
  ConditionRow,
  RevisionHeadRow,
  ChangeRow,
];
