import { HeksherClient } from './client.js';
import { mergeContext, type ContextOf } from './context.js';
import { resolveDefault, resolveSetting } from './resolved.js';
import type { Setting, SettingOptions } from './setting.js';
import { writeAs } from './types.js';

/** A rule of a test. */
export interface StubRule<T, Feature extends string> {
  when: ContextOf<Feature>;
  value: T;
}

/** Puts an earlier state back. */
export interface Restoring {
  restore(): void;
  [Symbol.dispose](): void;
}

/** Settings for tests. It asks no service. */
export class StubClient {
  private readonly client = new HeksherClient({ url: 'http://stub.invalid' });

  setting<T, const Feature extends string>(options: SettingOptions<T, Feature>): Setting<T, Feature> {
    return this.client.setting(options);
  }

  /** For programs that start a client: there is nothing to wait for. */
  async start(): Promise<void> {}

  /** Does nothing. */
  async reload(): Promise<void> {}

  /** Does nothing. */
  async ping(): Promise<void> {}

  /** Does nothing. Settings keep their values. */
  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  /** Gives a setting of any client a value in every context. */
  set<T, Feature extends string>(setting: Setting<T, Feature>, value: T): Restoring {
    writeAs(setting.options.type, value);
    const { configurableFeatures } = setting.options;
    return restoring(setting.replace(resolveDefault(setting.defaultValue, value, configurableFeatures)));
  }

  /** Gives a setting of any client these rules beside its declared default. The features are in declared order. */
  setRules<T, Feature extends string>(setting: Setting<T, Feature>, rules: readonly StubRule<T, Feature>[]): Restoring {
    const { type, validate, defaultValue } = setting.options;
    const features = [...setting.options.configurableFeatures];
    const written = rules.map(({ when, value }, at) => ({
      id: at + 1,
      value: writeAs(type, value),
      conditions: [...mergeContext(features, when)].map(([feature, wanted]) => ({ feature, value: wanted })),
    }));
    const { resolved, unusable } = resolveSetting(
      { configurableFeatures: features, defaultValue: setting.defaultValue, rules: written },
      features,
      { type, validate },
      resolveDefault(setting.defaultValue, defaultValue, features),
    );
    const [first] = unusable;
    if (first) throw new TypeError(`rule ${first.ruleId}: ${first.message}`);
    return restoring(setting.replace(resolved));
  }
}

/** Settings for tests. */
export function stubClient(): StubClient {
  return new StubClient();
}

function restoring(restore: () => void): Restoring {
  return { restore, [Symbol.dispose]: restore };
}
