/** The part of the state that a change may have touched. Each reach includes those above it. */
type Reach =
  | 'tokens' // no setting
  | 'rules' // rules of the settings that the change lists
  | 'attributes' // other attributes of these settings, except names
  | 'names' // names and aliases of these settings; every new canonical name is listed
  | 'aliases' // aliases that are not listed
  | 'anything';

/** Every action of this version. `external` is a write of another program: it lists all names that its rows touch, if any. */
const REACH = {
  'token.created': 'tokens',
  'token.changed': 'tokens',
  'token.rotated': 'tokens',
  'token.deleted': 'tokens',
  'context_feature.added': 'attributes',
  'context_feature.deleted': 'attributes',
  'context_feature.moved': 'attributes',
  'context_features.adapted': 'attributes',
  'setting.created': 'names',
  'setting.upgraded': 'names',
  'setting.version_raised': 'attributes',
  'setting.type_changed': 'attributes',
  'setting.renamed': 'names',
  'setting.alias_added': 'aliases',
  'setting.alias_removed': 'names',
  'setting.configurable_features_changed': 'attributes',
  'setting.metadata_changed': 'attributes',
  'setting.changed': 'names',
  'setting.deleted': 'names',
  'rule.created': 'rules',
  'rule.value_changed': 'rules',
  'rule.metadata_changed': 'rules',
  'rule.moved': 'rules',
  'rule.changed': 'rules',
  'rule.deleted': 'rules',
  'change_set.applied': 'aliases',
  'change.undone': 'aliases',
  'state.restored': 'aliases',
  'schema.migrated': 'anything',
  'schema.repaired': 'anything',
  external: 'aliases',
} as const satisfies Record<string, Reach>;

/** The action of a change. */
export type Action = keyof typeof REACH;

const REACHES = new Map<string, Reach>(Object.entries(REACH));

/** The settings that a change is about. `settings` is null if it may be any. */
export interface ChangeSubject {
  /** An action of this version, or one that another version or program has written. */
  action: string;
  settings: readonly string[] | null;
}

function reachOf({ action, settings }: ChangeSubject): Reach {
  return (settings && REACHES.get(action)) ?? 'anything';
}

/** Whether a change left every attribute of a setting except its rules as it was. */
export function changesRulesOnly(change: ChangeSubject): boolean {
  const reach = reachOf(change);
  return reach === 'tokens' || reach === 'rules';
}

/** Whether a change may have changed which names lead to which settings. */
export function mayChangeNames(change: ChangeSubject): boolean {
  const reach = reachOf(change);
  return reach !== 'tokens' && reach !== 'rules' && reach !== 'attributes';
}

/** Whether a change may have led a name to a setting without listing that name. */
export function mayAddAlias(change: ChangeSubject): boolean {
  const reach = reachOf(change);
  return reach === 'aliases' || reach === 'anything';
}

/** Whether a change is about tokens alone. */
export function changesTokensOnly({ action }: Pick<ChangeSubject, 'action'>): boolean {
  return REACHES.get(action) === 'tokens';
}

/** Whether a change may have touched the tokens. Another program may write them with or without settings. */
export function mayChangeTokens(change: ChangeSubject): boolean {
  const reach = reachOf(change);
  return reach === 'tokens' || reach === 'anything' || change.action === 'external';
}
