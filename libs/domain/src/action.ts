/** What a change may have touched. Each reach includes those above it. */
type Reach =
  | 'rules' // rules of the settings that the change lists
  | 'attributes' // other attributes of these settings, except names
  | 'names' // names and aliases of these settings; every new canonical name is listed
  | 'aliases' // aliases that are not listed
  | 'anything';

/** Every action of this version. `external` is a write of another program. */
const REACH = {
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
  'setting.deleted': 'names',
  'rule.created': 'rules',
  'rule.value_changed': 'rules',
  'rule.metadata_changed': 'rules',
  'rule.deleted': 'rules',
  'schema.migrated': 'anything',
  'schema.repaired': 'anything',
  external: 'anything',
} as const satisfies Record<string, Reach>;

/** The action of a change. */
export type Action = keyof typeof REACH;

const REACHES = new Map<string, Reach>(Object.entries(REACH));

/** What a change is about. `settings` is null if it may be any. */
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
  return reachOf(change) === 'rules';
}

/** Whether a change may have changed which names lead to which settings. */
export function mayChangeNames(change: ChangeSubject): boolean {
  const reach = reachOf(change);
  return reach !== 'rules' && reach !== 'attributes';
}

/** Whether a change may have led a name to a setting without listing that name. */
export function mayAddAlias(change: ChangeSubject): boolean {
  const reach = reachOf(change);
  return reach === 'aliases' || reach === 'anything';
}
