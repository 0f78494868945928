import { Injectable } from '@nestjs/common';
import { DomainError, describeConditions, type Condition, type Rule, type WrittenRuleId } from '@heksher/domain';
import { Database } from '@heksher/persistence';

/** Finds rules. */
@Injectable()
export class RulesService {
  constructor(private readonly database: Database) {}

  /** The rule of an id. Throws `not-found`. */
  async get(id: WrittenRuleId): Promise<Rule> {
    return this.database.readNear(({ rules }) => rules.get(id));
  }

  /** The id of the rule with exactly these conditions. Throws `not-found`, also if there is no such setting. */
  async search(name: string, conditions: Condition[]): Promise<number> {
    const { setting, id } = await this.database.readNear(({ rules }) => rules.search(name, conditions));
    if (id !== undefined) return id;
    throw new DomainError('not-found', `setting ${setting} has no rule for ${describeConditions(conditions)}`);
  }
}
