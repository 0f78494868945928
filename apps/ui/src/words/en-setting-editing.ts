/** The dialogues that change a setting. */
export const settingEditing = {
  edit: 'Edit setting…',
  delete: 'Delete…',
  declareTitle: 'New setting',
  editTitle: (name: string) => `Edit the setting ${name}`,
  deleteTitle: (name: string) => `Delete the setting ${name}?`,
  declared: (name: string) => `The setting ${name} is added.`,
  saved: (name: string) => `The setting ${name} is saved.`,
  deleted: (name: string) => `The setting ${name} is deleted.`,
  name: 'Name',
  nameHint: 'Letters, digits, _ and dots, such as backend.cache_size. Dots group settings.',
  oldNameStays: (name: string) =>
    `The old name ${name} stays as an alias, so that services which use it go on working.`,
  type: {
    label: 'Type',
    kind: 'Kind of value',
    kinds: {
      int: 'int: a whole number',
      float: 'float: a number',
      str: 'str: a text',
      bool: 'bool: true or false',
      enum: 'Enum: one of some options',
      flags: 'Flags: any of some options',
      sequence: 'Sequence: a list of values',
      mapping: 'Mapping: values by their keys',
    },
    of: 'Each of them',
    options: 'Options, one a line',
    optionsHint: 'A number, true or false is one. Write "3" for the text 3.',
    text: 'The type as text',
  },
  defaultValue: 'Default value',
  defaultOfCode:
    'The default value belongs to the code that declares the setting. A declaration at this version that still has the old default will then clash, and one at a later version will bring it back.',
  ruleInstead: 'Set a rule for everyone instead',
  ruleInsteadText: 'A rule for everyone changes the value and leaves the default to the code.',
  features: 'May be configured by',
  featuresHint: 'Rules of the setting may have conditions on these context features.',
  oneFeature: 'Choose at least one.',
  noFeatures: 'There are no context features yet.',
  metadata: 'Metadata',
  metadataKey: 'Key',
  metadataValue: 'Value',
  metadataHint: 'A value that is JSON is read as JSON, anything else as a text.',
  addMetadata: 'Add a key',
  removeMetadata: (key: string) => `Remove ${key === '' ? 'this key' : key}`,
  sameKey: 'This key is given twice.',
  aliases: 'Aliases',
  noAliases: 'none',
  removeAlias: (alias: string) => `Remove the alias ${alias}`,
  keepAlias: (alias: string) => `Keep the alias ${alias}`,
  aliasGoes: 'will be removed: services that use it stop finding the setting',
  version: 'Version',
  firstVersion: 'It begins at version 1.0.',
  versionNow: (version: string) => `It is at version ${version} now.`,
  proposed: {
    none: 'Nothing changes, so the version stays.',
    minor: (version: string) => `Version ${version}: a minor one, because what uses the setting goes on working.`,
    major: (version: string) => `Version ${version}: a major one, because it changes what values or conditions may be.`,
  },
  versionHint: 'You may choose a higher one.',
  versionFault: 'Two numbers with a dot, such as 1.2.',
  differences: {
    name: 'the name',
    type: 'the type',
    default_value: 'the default value',
    configurable_features: 'the features',
    metadata: 'the metadata',
  } as Record<string, string | undefined>,
  level: { minor: 'minor', major: 'major', mismatch: 'not possible' },
  unfit: (count: number) =>
    count === 1
      ? 'A rule is in the way, because its value is not of the new type:'
      : `${count.toLocaleString()} rules are in the way, because their values are not of the new type:`,
  dependent: (count: number) =>
    count === 1
      ? 'A rule is in the way, because it has a condition on a removed feature:'
      : `${count.toLocaleString()} rules are in the way, because they have conditions on removed features:`,
  rule: (id: number) => `Rule ${id}`,
  review: 'See what changes',
  back: 'Back',
  save: 'Save',
  declareIt: 'Add the setting',
  exists: (name: string) => `A setting is called ${name} already.`,
  willChange: 'What will change',
  changedMeanwhile: 'Somebody has changed this setting since you opened it:',
  rulesChangedMeanwhile: 'Somebody has changed rules of this setting since you opened it.',
  useTheirs: 'Start again from theirs',
  keepMine: 'Go on with mine',
  keepMineText: 'Go on with mine changes only what you have changed here, and leaves the rest as it is now.',
  goesWithRules: (rules: number) =>
    rules === 0
      ? 'It has no rules.'
      : rules === 1
        ? 'Its rule goes with it.'
        : `Its ${rules.toLocaleString()} rules go with it.`,
  deleteText: 'Services that use it no longer find it.',
  typeName: (name: string) => `Type ${name} to confirm`,
  deleteIt: 'Delete the setting',
};
