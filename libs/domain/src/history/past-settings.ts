import type { PastSetting } from './past-setting.js';

/** Settings on their way back into the past, by canonical name. */
export class PastSettings {
  /** Two have the same name only within a change that exchanges names. */
  private readonly byName = new Map<string, PastSetting[]>();

  /** The setting of a canonical name. */
  find(name: string): PastSetting | undefined {
    return this.byName.get(name)?.[0];
  }

  /** The setting that has a rule. */
  findOwner(rule: number): PastSetting | undefined {
    return this.list().find((one) => one.findRule(rule) !== undefined);
  }

  /** All settings, in no order. */
  list(): PastSetting[] {
    return [...this.byName.values()].flat();
  }

  add(setting: PastSetting): void {
    const holders = this.byName.get(setting.name);
    if (holders) holders.push(setting);
    else this.byName.set(setting.name, [setting]);
  }

  /** Removes the setting of a canonical name. */
  remove(name: string): PastSetting | undefined {
    const [first, ...others] = this.byName.get(name) ?? [];
    if (others.length > 0) this.byName.set(name, others);
    else this.byName.delete(name);
    return first;
  }
}
