import { ChangesRepository, type Change } from '../change-log.js';
import { ContextFeaturesRepository } from '../context-features.repository.js';
import { MetadataRepository } from '../metadata.repository.js';
import { RulesRepository } from '../rules.repository.js';
import { RulesetsRepository } from '../rulesets.repository.js';
import type { Session } from './session.js';
import { SettingsRepository } from '../settings.repository.js';

/** What work may read. It is of no use once the work is done. */
export interface ReadAccess {
  settings: SettingsRepository;
  rules: RulesRepository;
  features: ContextFeaturesRepository;
  rulesets: RulesetsRepository;
  changes: ChangesRepository;
}

/** What work may read and change. */
export interface WriteAccess extends ReadAccess {
  settingMetadata: MetadataRepository<string>;
  ruleMetadata: MetadataRepository<number>;
  /** Logs the change. Without it the transaction changes nothing. */
  record(change: Change): void;
}

/** The repositories, over one connection. */
export function readAccess(session: Session): ReadAccess {
  return {
    settings: new SettingsRepository(session),
    rules: new RulesRepository(session),
    features: new ContextFeaturesRepository(session.manager),
    rulesets: new RulesetsRepository(session),
    changes: new ChangesRepository(session),
  };
}

/** The repositories, over one connection whose transaction may write. */
export function writeAccess(session: Session, record: (change: Change) => void): WriteAccess {
  return {
    ...readAccess(session),
    settingMetadata: new MetadataRepository(session, 'setting'),
    ruleMetadata: new MetadataRepository(session, 'rule'),
    record,
  };
}
