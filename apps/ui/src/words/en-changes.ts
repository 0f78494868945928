import type { Action } from '@heksher/domain';

// A sentence is a list of texts and parts, so that the parts can be links and values of any language.

const places = { in: ' in ', of: ' of ' };
const fromTo = <Part>(before: Part | undefined, after: Part | undefined) =>
  before === undefined || after === undefined ? [] : [' from ', before, ' to ', after];
const withValue = <Part>(value: Part | undefined) => (value === undefined ? [] : [' with the value ', value]);
const rulesToo = (count: number) => (count === 0 ? '' : count === 1 ? ' and its rule' : ` and its ${count} rules`);

/** What changes did. */
const did = {
  ruleCreated: <Part>(rule: Part, value: Part | undefined, setting: Part) => [
    ...['Added the rule ', rule, ...withValue(value), ' to ', setting],
  ],
  ruleValueChanged: <Part>(rule: Part, setting: Part, before: Part | undefined, after: Part | undefined) => [
    ...['Changed the value of the rule ', rule, ...fromTo(before, after), places.in, setting],
  ],
  ruleMetadataChanged: <Part>(rule: Part, setting: Part) => [
    ...['Changed the note or metadata of the rule ', rule, places.in, setting],
  ],
  ruleMoved: <Part>(before: Part, after: Part, setting: Part) => [
    ...['Moved the rule ', before, ' to ', after, places.in, setting],
  ],
  ruleChanged: <Part>(rule: Part, setting: Part) => ['Changed the rule ', rule, places.in, setting],
  ruleDeleted: <Part>(rule: Part, value: Part | undefined, setting: Part) => [
    ...['Deleted the rule ', rule, ...withValue(value), ' from ', setting],
  ],
  settingCreated: <Part>(setting: Part, rules: number) => ['Added the setting ', setting, rulesToo(rules)],
  settingUpgraded: <Part>(setting: Part, version: Part) => ['Declared version ', version, places.of, setting],
  versionRaised: <Part>(setting: Part, before: Part, after: Part) => [
    ...['Raised the version', places.of, setting, ...fromTo(before, after)],
  ],
  typeChanged: <Part>(setting: Part, before: Part | undefined, after: Part | undefined) => [
    ...['Changed the type', places.of, setting, ...fromTo(before, after)],
  ],
  renamed: <Part>(before: Part, after: Part) => ['Renamed ', before, ' to ', after],
  aliasAdded: <Part>(alias: Part, setting: Part) => ['Added the alias ', alias, ' to ', setting],
  aliasRemoved: <Part>(alias: Part, setting: Part) => ['Removed the alias ', alias, ' from ', setting],
  featuresChanged: <Part>(setting: Part) => ['Changed the features by which ', setting, ' may be configured'],
  metadataChanged: <Part>(setting: Part) => ['Changed the metadata', places.of, setting],
  settingChanged: <Part>(setting: Part) => ['Changed the setting ', setting],
  settingDeleted: <Part>(setting: Part, rules: number) => ['Deleted the setting ', setting, rulesToo(rules)],
  featureAdded: <Part>(feature: Part) => ['Added the context feature ', feature],
  featureDeleted: <Part>(feature: Part) => ['Deleted the context feature ', feature],
  featuresMoved: () => ['Changed the order of the context features'],
  featuresAdapted: () => ['Adapted the context features to the configuration'],
  tokenCreated: <Part>(name: Part) => ['Made the access token ', name],
  tokenChanged: <Part>(name: Part) => ['Changed the access token ', name],
  tokenRotated: <Part>(name: Part) => ['Gave the access token ', name, ' a new secret'],
  tokenDeleted: <Part>(name: Part) => ['Revoked the access token ', name],
  several: (count: number) => [count === 1 ? 'Changed one thing' : `Changed ${count.toLocaleString()} things at once`],
  undone: <Part>(change: Part) => ['Took ', change, ' back'],
  restored: () => ['Restored an earlier state'],
  migrated: () => ['Migrated the database'],
  repaired: () => ['Repaired the database'],
  external: () => ['Another program wrote into the database'],
  unknown: (action: string) => [action],
};

/** Rows that another program wrote. */
const rows = {
  insert: (count: number, things: string) => `Added ${count.toLocaleString()} ${things}`,
  update: (count: number, things: string) => `Changed ${count.toLocaleString()} ${things}`,
  delete: (count: number, things: string) => `Deleted ${count.toLocaleString()} ${things}`,
  truncate: (count: number, things: string) => `Deleted all ${count.toLocaleString()} ${things}`,
  things: {
    settings: (count: number) => (count === 1 ? 'setting' : 'settings'),
    setting_aliases: (count: number) => (count === 1 ? 'alias' : 'aliases'),
    setting_metadata: (count: number) => (count === 1 ? 'key of a setting’s metadata' : 'keys of settings’ metadata'),
    configurable: (count: number) => (count === 1 ? 'feature of a setting' : 'features of settings'),
    context_features: (count: number) => (count === 1 ? 'context feature' : 'context features'),
    rules: (count: number) => (count === 1 ? 'rule' : 'rules'),
    rule_metadata: (count: number) => (count === 1 ? 'key of a rule’s metadata' : 'keys of rules’ metadata'),
    conditions: (count: number) => (count === 1 ? 'condition of a rule' : 'conditions of rules'),
  } as Record<string, ((count: number) => string) | undefined>,
  otherThings: (table: string) => `rows of the table ${table}`,
  tooMany: 'The log does not have the rows, because they were too many.',
};

const actions: Record<Action, string> = {
  'rule.created': 'Rule added',
  'rule.value_changed': 'Value of a rule changed',
  'rule.metadata_changed': 'Note or metadata of a rule changed',
  'rule.moved': 'Rule moved',
  'rule.changed': 'Rule changed',
  'rule.deleted': 'Rule deleted',
  'setting.created': 'Setting added',
  'setting.upgraded': 'New version of a setting declared',
  'setting.version_raised': 'Version of a setting raised',
  'setting.type_changed': 'Type of a setting changed',
  'setting.renamed': 'Setting renamed',
  'setting.alias_added': 'Alias added',
  'setting.alias_removed': 'Alias removed',
  'setting.configurable_features_changed': 'Features of a setting changed',
  'setting.metadata_changed': 'Metadata of a setting changed',
  'setting.changed': 'Setting changed',
  'setting.deleted': 'Setting deleted',
  'change_set.applied': 'Changes saved together',
  'change.undone': 'Change taken back',
  'state.restored': 'Earlier state restored',
  'context_feature.added': 'Context feature added',
  'context_feature.deleted': 'Context feature deleted',
  'context_feature.moved': 'Context features reordered',
  'context_features.adapted': 'Context features adapted to the configuration',
  'token.created': 'Access token made',
  'token.changed': 'Access token changed',
  'token.rotated': 'Access token rotated',
  'token.deleted': 'Access token revoked',
  'schema.migrated': 'Database migrated',
  'schema.repaired': 'Database repaired',
  external: 'Written by another program',
};

export const changes = {
  title: 'Changes',
  did,
  rows,
  actions,
  change: (sequence: number) => `change ${sequence}`,
  changeTitle: (sequence: number) => `Change ${sequence}`,
  none: 'No changes.',
  older: 'Show older changes',
  noneFound: 'No changes match. Change the filters, or clear them.',
  searchEnded: 'The search has looked through many changes. Go on to look through older ones.',
  filters: {
    setting: 'Setting',
    knownSettings: 'Known settings',
    rule: 'Rule number',
    actor: 'Person',
    knownActors: 'Persons in the list',
    action: 'What',
    anyAction: 'Anything',
    from: 'From',
    to: 'Until',
    clear: 'Clear the filters',
    notANumber: 'A number, such as 12.',
  },
  by: 'by',
  nobody: 'nobody is named',
  onlyBy: (actor: string) => `Only changes by ${actor}`,
  note: 'Note',
  origins: {
    api: 'by the API',
    declare: 'by a declaration',
    change_set: 'in one step',
    undo: 'by Undo',
    restore: 'by a restore',
    apply: 'from a file',
    startup: 'at a start of the service',
    migration: 'by a migration',
    external: 'by another program',
  } as Record<string, string | undefined>,
  request: (id: string) => `Request ${id}`,
  undoes: 'Takes back',
  undoneBy: 'Taken back by',
  showItems: (count: number) => (count === 1 ? 'Show what changed' : `Show the ${count.toLocaleString()} parts`),
  hideItems: 'Hide',
  moreItems: 'Show more',
  toList: 'All changes',
};

/** Differences of values. */
export const diff = {
  added: 'added:',
  removed: 'removed:',
  became: 'became',
  unchanged: (count: number) => (count === 1 ? '1 unchanged line' : `${count.toLocaleString()} unchanged lines`),
  allLines: (count: number) => `Show all ${count.toLocaleString()} lines`,
  wholeLine: (count: number) => `Show ${count.toLocaleString()} more characters`,
  attributes: {
    value: 'Value',
    feature_values: 'Conditions',
    'metadata.information': 'Note of the rule',
    name: 'Name',
    type: 'Type',
    default_value: 'Default value',
    configurable_features: 'Features',
    version: 'Version',
    aliases: 'Aliases',
    rules: 'Rules',
    role: 'Role',
    prefixes: 'Prefixes',
    expires_at: 'Expires',
    context_features: 'Context features',
    migrations: 'Migrations',
  } as Record<string, string | undefined>,
  metadata: (key: string) => `Metadata ${key}`,
};
