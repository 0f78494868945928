import type { Effects, SettingPatch } from '@heksher/domain';
import { ChangesRepository, type RevisionHead } from '../change-log.js';
import type { Change } from '../recorded-change.js';
import { ContextFeaturesRepository } from '../context-features.repository.js';
import { FeatureValuesRepository } from '../feature-values.repository.js';
import { RulesRepository } from '../rules.repository.js';
import { RulesetsRepository } from '../rulesets.repository.js';
import { HistoryRepository } from '../history/history.repository.js';
import type { Session } from './session.js';
import { SettingFactsRepository } from '../setting-facts.repository.js';
import { SettingsRepository } from '../settings.repository.js';
import { TokensRepository } from '../tokens/tokens.repository.js';
import { UsageRepository } from '../usage.repository.js';

/** What work may read. It is of no use once the work is done. */
export interface ReadAccess {
  settings: SettingsRepository;
  rules: RulesRepository;
  features: ContextFeaturesRepository;
  rulesets: RulesetsRepository;
  changes: ChangesRepository;
  facts: SettingFactsRepository;
  featureValues: FeatureValuesRepository;
  history: HistoryRepository;
  tokens: TokensRepository;
  usage: UsageRepository;
}

/** What is to be written at the end of a transaction. */
export interface Recorded {
  effects: Effects;
  change: Change;
  /** What becomes of each setting's rules, for caches; undefined if the effects are on anything else. */
  patches?: readonly SettingPatch[] | undefined;
}

/** What work may read under the lock of the head, and how it says what to write. */
export interface WriteAccess extends ReadAccess {
  /** The head that this transaction has made. */
  head: RevisionHead;
  /** As many ids for new rules as the work has asked for. */
  ruleIds: readonly number[];
  /** Says what to write and to log. Without it the transaction changes nothing. */
  record(what: Recorded): void;
  /** Takes more ids for new rules. */
  takeRuleIds(count: number): Promise<number[]>;
}

/** The repositories, over one connection. */
export function readAccess(session: Session): ReadAccess {
  return {
    settings: new SettingsRepository(session),
    rules: new RulesRepository(session),
    features: new ContextFeaturesRepository(session.manager),
    rulesets: new RulesetsRepository(session),
    changes: new ChangesRepository(session),
    facts: new SettingFactsRepository(session),
    featureValues: new FeatureValuesRepository(session),
    history: new HistoryRepository(session),
    tokens: new TokensRepository(session),
    usage: new UsageRepository(session),
  };
}

/** The repositories, over one connection whose transaction may write. */
export function writeAccess(session: Session, given: Pick<WriteAccess, 'head' | 'ruleIds' | 'record'>): WriteAccess {
  return {
    ...readAccess(session),
    ...given,
    takeRuleIds: async (count) => {
      const rows = await session.manager.query<{ id: number }[]>(takeRuleIds(count));
      return rows.map(({ id }) => id);
    },
  };
}

/** Takes ids for new rules. They are lost if the transaction is rolled back, as those of any sequence. */
export function takeRuleIds(count: number): string {
  const next = "nextval(pg_get_serial_sequence('rules', 'id'))::integer";
  return `select ${next} as id from generate_series(1, ${Math.trunc(count)})`;
}
