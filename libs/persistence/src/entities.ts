import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

// `npm run migration:generate` compares these classes with the database. TypeORM can't describe a table without a primary
// key: the classes of such tables have `synchronize: false`, which leaves them out. It knows no triggers and functions.

/** A foreign key whose row is renamed and deleted with the row that it refers to. */
const following = (name: string) => ({ name, onDelete: 'CASCADE', onUpdate: 'CASCADE' }) as const;

@Entity('context_features')
@Unique('context_features_index_key', ['index'], { deferrable: 'INITIALLY DEFERRED' })
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
  /** Null only if Heksher wrote the row, and then it means the first version. */
  @Column('varchar') version: string | null;
}

@Entity('setting_aliases')
@Index('ix_setting_aliases_setting', ['setting'])
export class SettingAliasRow {
  @ForeignKey(() => SettingRow, 'name', following('setting_aliases_setting_fkey'))
  @Column('varchar')
  setting: string;

  @PrimaryColumn('varchar') alias: string;
}

@Entity('configurable', { synchronize: false })
export class ConfigurableRow {
  @PrimaryColumn('varchar') setting: string;
  @PrimaryColumn('varchar', { name: 'context_feature' }) contextFeature: string;
}

@Entity('setting_metadata', { synchronize: false })
export class SettingMetadataRow {
  @PrimaryColumn('varchar') setting: string;
  @PrimaryColumn('varchar') key: string;
  /** JSON text. It is written by SQL, since TypeORM would quote it once more. */
  @Column('jsonb') value: string;
}

@Entity('rules')
@Unique('rules_setting_conditions_key', ['setting', 'conditionsKey'], { deferrable: 'INITIALLY DEFERRED' })
export class RuleRow {
  @PrimaryGeneratedColumn() id: number;

  @ForeignKey(() => SettingRow, 'name', following('rules_setting_fkey'))
  @Column('varchar')
  setting: string;

  /** JSON text. */
  @Column('varchar') value: string;
  /** The triggers of the database keep it; see the migrations. */
  @Column('text', { name: 'conditions_key', select: false, default: () => "encode(sha256('\\x'), 'hex')" })
  conditionsKey: string;
}

@Entity('rule_metadata', { synchronize: false })
export class RuleMetadataRow {
  @PrimaryColumn('integer') rule: number;
  @PrimaryColumn('varchar') key: string;
  /** JSON text: see SettingMetadataRow. */
  @Column('jsonb') value: string;
}

@Entity('conditions', { synchronize: false })
export class ConditionRow {
  @PrimaryColumn('integer') rule: number;
  @PrimaryColumn('varchar', { name: 'context_feature' }) contextFeature: string;
  @Column('varchar', { name: 'feature_value' }) featureValue: string;
}

/** The revision and the sequence. Only `heksher_advance_head()` changes them. */
@Entity('revision_head')
@Check('revision_head_only_row', 'only_row')
export class RevisionHeadRow {
  @PrimaryColumn('boolean', { name: 'only_row', default: true }) onlyRow: boolean;
  @Column('uuid') id: string;
  @Column('bigint') seq: string;
  @Column('uuid', { nullable: true }) parent: string | null;
}

@Entity('changes')
@Unique('changes_idempotency_key_key', ['idempotencyKey'])
@Index('ix_changes_settings', ['settings'], { type: 'gin' })
@Index('ix_changes_unnamed', ['seq'], { where: '(settings IS NULL)' })
export class ChangeRow {
  @PrimaryColumn('bigint') seq: string;
  @Column('uuid') id: string;
  @Column('uuid', { nullable: true }) parent: string | null;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) at: Date;
  @Column('text', { nullable: true }) actor: string | null;
  @Column('text') action: string;
  @Column('text', {
    array: true,
    nullable: true,
    comment: 'canonical names of the settings touched; null where it could be any',
  })
  settings: string[] | null;
  /** JSON text. */
  @Column('json', { nullable: true }) before: string | null;
  /** JSON text. */
  @Column('json', { nullable: true }) after: string | null;
  /** Why, in the words of the author. */
  @Column('text', { nullable: true }) note: string | null;
  @Column('text', { name: 'request_id', nullable: true }) requestId: string | null;
  /** The way by which the change was made; null in changes of versions before 0.2. */
  @Column('text', { nullable: true }) origin: string | null;
  /** The sequence of the change that this one undoes. */
  @Column('bigint', { nullable: true }) undoes: string | null;
  /** JSON text: what each operation did, if there is more than one entry. */
  @Column('json', { nullable: true }) items: string | null;
  @Column('text', { name: 'idempotency_key', nullable: true }) idempotencyKey: string | null;
  /** Tells the request of the idempotency key from others. */
  @Column('text', { name: 'request_hash', nullable: true }) requestHash: string | null;
  /** JSON text: the answer to the request of the idempotency key. */
  @Column('json', { nullable: true }) answer: string | null;
}

/** What the open transaction of another program has changed. Only triggers use it. */
@Entity('foreign_rows')
export class ForeignRowsRow {
  @PrimaryColumn('bigint') seq: string;
  @PrimaryColumn('bigint') place: string;
  @Column('bigint', { nullable: true }) bytes: string | null;
  /** JSON text. */
  @Column('jsonb', { nullable: true }) entry: string | null;
}

@Entity('access_tokens')
@Unique('access_tokens_name_key', ['name'])
@Unique('access_tokens_selector_key', ['selector'])
@Check('access_tokens_role_check', `role = ANY (ARRAY['reader'::text, 'service'::text, 'editor'::text, 'admin'::text])`)
export class AccessTokenRow {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') role: string;
  @Column('text', { array: true, default: () => "'{}'" }) prefixes: string[];
  @Column('text') selector: string;
  /** SHA-256, as hexadecimal digits. */
  @Column('text', { name: 'secret_hash' }) secretHash: string;
  @Column('text', { name: 'previous_selector', nullable: true }) previousSelector: string | null;
  @Column('text', { name: 'previous_secret_hash', nullable: true }) previousSecretHash: string | null;
  /** Until when the previous secret counts. */
  @Column('timestamptz', { name: 'previous_until', nullable: true }) previousUntil: Date | null;
  @Column('text', { name: 'created_by', nullable: true }) createdBy: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' }) createdAt: Date;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt: Date | null;
}

/** When tokens were last used. It is no part of a revision. */
@Entity('access_token_uses')
export class AccessTokenUseRow {
  @ForeignKey(() => AccessTokenRow, 'id', { name: 'access_token_uses_token_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'token_id' })
  tokenId: string;

  @Column('timestamptz', { name: 'last_used_at' }) lastUsedAt: Date;
}

/** How often a client asked for a name in one way on a day. It is no part of a revision. */
@Entity('usage')
@Index('usage_day', ['day'])
export class UsageRow {
  @PrimaryColumn('text') name: string;
  @PrimaryColumn('text') client: string;
  @PrimaryColumn('text') kind: string;
  @PrimaryColumn('date') day: string;
  @Column('bigint') hits: string;
  @Column('timestamptz', { name: 'first_at' }) firstAt: Date;
  @Column('timestamptz', { name: 'last_at' }) lastAt: Date;
}

/** How often a rule won on a day. It is no part of a revision. */
@Entity('rule_usage')
@Index('rule_usage_day', ['day'])
export class RuleUsageRow {
  @PrimaryColumn('integer') rule: number;
  @PrimaryColumn('date') day: string;
  @Column('bigint') wins: string;
  @Column('timestamptz', { name: 'last_at' }) lastAt: Date;
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
  ForeignRowsRow,
  AccessTokenRow,
  AccessTokenUseRow,
  UsageRow,
  RuleUsageRow,
];
