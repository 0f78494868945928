import { Injectable } from '@nestjs/common';
import {
  DomainError,
  assertValueFits,
  conform,
  describeConditions,
  fitRule,
  noSettingIsCalled,
  type Action,
  type Condition,
  type JsonValue,
  type MetadataEdit,
  type NewRule,
  type Rule,
  type WrittenRuleId,
} from '@heksher/domain';
import { Database, type WriteAccess } from '@heksher/persistence';

/** Finds rules and changes them. */
@Injectable()
export class RulesService {
  constructor(private readonly database: Database) {}

  /** The rule of an id. Throws `not-found`. */
  async get(id: WrittenRuleId): Promise<Rule> {
    return this.database.read(({ rules }) => rules.get(id));
  }

  /** The id of the rule with exactly these conditions. Throws `not-found`, also if there is no such setting. */
  async search(name: string, conditions: Condition[]): Promise<number> {
    const { setting, id } = await this.database.read(({ rules }) => rules.search(name, conditions));
    if (id !== undefined) return id;
    throw new DomainError('not-found', `setting ${setting} has no rule for ${describeConditions(conditions)}`);
  }

  /** Adds a rule and answers its id. Throws `unfit-rule`, and `conflict` if a rule has the same conditions. */
  async add(rule: NewRule, actor: string | undefined): Promise<number> {
    return this.database.write(actor, async ({ settings, rules, ruleMetadata, record }) => {
      const setting = await settings.find(rule.setting);
      if (!setting) throw new DomainError('rule-of-unknown-setting', noSettingIsCalled([rule.setting]));
      const added = fitRule(rule, setting);
      const twin = await rules.findId(setting.name, rule.conditions);
      if (twin !== undefined) {
        const conditions = describeConditions(rule.conditions);
        throw new DomainError(
          'conflict',
          `rule ${twin} of setting ${setting.name} has the same conditions, ${conditions}`,
        );
      }
      const id = await rules.add(added);
      await ruleMetadata.edit(id, { set: rule.metadata });
      record({ action: 'rule.created', settings: [setting.name], after: { rule: { id, ...added } } });
      return id;
    });
  }

  /** Deletes a rule. Throws `not-found`. */
  async remove(id: WrittenRuleId, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async ({ rules, record }) => {
      const rule = await rules.get(id);
      await rules.remove(id.value);
      record({ action: 'rule.deleted', settings: [rule.setting], before: { rule } });
    });
  }

  /** Changes the value of a rule. Throws `unfit-rule` unless it is of the setting's type. */
  async setValue(id: WrittenRuleId, value: JsonValue, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async (access) => {
      const rule = await access.rules.get(id);
      const setting = await access.settings.get(rule.setting);
      assertValueFits(value, setting);
      await access.rules.setValue(id.value, conform(setting.type, value));
      await recordChange('rule.value_changed', rule, access);
    });
  }

  /** Edits the metadata of a rule. Throws `not-found`. */
  async editMetadata(id: WrittenRuleId, edit: MetadataEdit, actor: string | undefined): Promise<void> {
    await this.database.write(actor, async (access) => {
      const rule = await access.rules.get(id);
      await access.ruleMetadata.edit(rule.id, edit);
      await recordChange('rule.metadata_changed', rule, access);
    });
  }
}

async function recordChange(action: Action, before: Rule, { rules, record }: WriteAccess): Promise<void> {
  record({
    action,
    settings: [before.setting],
    before: { rule: before },
    after: { rule: await rules.get({ value: before.id, text: String(before.id) }) },
  });
}
