/** The dialogues that change rules. */
export const ruleEditing = {
  newTitle: (setting: string) => `New rule of ${setting}`,
  copyTitle: (id: number) => `Copy of rule ${id}`,
  editTitle: (id: number) => `Edit rule ${id}`,
  for: 'For whom',
  everyone: 'For everyone',
  withConditions: 'With conditions',
  noConditions: 'Give at least one condition, or make the rule for everyone.',
  conditions: 'Conditions',
  value: 'Value',
  ruleNote: 'Note of the rule',
  ruleNoteHint: 'It stays with the rule and stands in its row.',
  changeNote: 'Why do you change this?',
  changeNoteHint: 'It stands in the change log.',
  duplicate: (id: number) => `Rule ${id} has the same conditions.`,
  openOther: (id: number) => `Edit rule ${id} instead`,
  compare: 'Compared with',
  default: 'Default',
  stored: 'Stored now',
  yours: 'Yours',
  unchanged: 'Nothing is changed yet.',
  nothingToSave: 'Nothing to save: the rule already has this value.',
  created: (setting: string) => `The rule of ${setting} is added.`,
  changed: (setting: string) => `The rule of ${setting} is changed.`,
  changedMeanwhile: 'Somebody else has changed this rule since you began. Saving shows both sides first.',
  deletedMeanwhile: 'Somebody else has deleted this rule since you began. Saving asks first.',
  conflictTitle: 'Somebody else has changed this rule',
  conflictDeleted: 'Somebody else has deleted this rule',
  conflictText: 'You see what the rule was when you began, what it is now, and what you want. Nothing is saved yet.',
  conflictBy: 'Last change:',
  wasSeen: 'When you began',
  isNow: 'Now',
  keepMine: 'Save mine',
  takeTheirs: 'Keep what is there',
  goOn: 'Go on editing',
  gone: 'deleted',
};

/** For whom a change changes values. */
export const impact = {
  label: 'What changes',
  computing: 'Working out what changes…',
  none: 'No value changes in any context.',
  title: (count: number) =>
    count === 1 ? 'Something changes in 1 context:' : `Something changes in ${count.toLocaleString()} contexts:`,
  truncated: (count: number) => `Something changes in more than ${count.toLocaleString()} contexts. The first of them:`,
  setting: 'Setting',
  context: 'If',
  before: 'Now',
  after: 'Then',
  otherwise: 'nothing else is known',
  noSetting: 'no such setting',
  newRule: 'the new rule',
};

/** Somebody else was faster than a dialogue. */
export const outdated = {
  title: 'Somebody else was faster. Nothing is saved yet.',
  noneChosen: 'What you chose is as it was.',
  differences: 'What is different now:',
  gone: (what: string) => `${what}: is no longer there`,
  moved: (what: string, to: string) => `${what}: is now for ${to}`,
  became: (what: string, before: string, now: string) => `${what}: was ${before}, is ${now}`,
  metadata: (what: string) => `${what}: has another note or other metadata`,
  changed: (what: string) => `${what}: has changed`,
  goOn: 'Below is what your choice does now. You may go on with it.',
};

/** The dialogues that change many rules. */
export const bulkRules = {
  title: (count: number) => (count === 1 ? 'Change 1 rule' : `Change ${count.toLocaleString()} rules`),
  what: 'What to do',
  setValue: 'Set one value',
  copyTo: 'Copy to another value of a feature',
  feature: 'Feature',
  newValue: 'the value to copy to',
  existing: (count: number) =>
    count === 1
      ? '1 of the copies would have the conditions of a rule that exists. It is left out.'
      : `${count.toLocaleString()} of the copies would have the conditions of rules that exist. They are left out.`,
  overwrite: 'Overwrite these rules instead',
  deleteTitle: (count: number) => (count === 1 ? 'Delete 1 rule?' : `Delete ${count.toLocaleString()} rules?`),
  deleted: (count: number) => (count === 1 ? 'The rule is deleted.' : `${count.toLocaleString()} rules are deleted.`),
  changed: (count: number) => (count === 1 ? 'The rule is changed.' : `${count.toLocaleString()} rules are changed.`),
  copied: (count: number) => (count === 1 ? '1 rule is copied.' : `${count.toLocaleString()} rules are copied.`),
};
