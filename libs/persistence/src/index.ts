export * from './change-log.js';
export * from './connection-string.js';
export * from './data-source.js';
export * from './database.js';
export type { MetadataRepository } from './metadata.repository.js';
export * from './entities.js';
export * from './rulesets.repository.js';
export * from './settings.repository.js';
export * from './violations.js';
