const things = (count: number) => (count === 1 ? '1 thing' : `${count.toLocaleString()} things`);
const lists = new Intl.ListFormat('en-GB');

type Outcome = 'created' | 'changed' | 'deleted' | 'unchanged';

/** What a document would change, and applying it. */
export const plan = {
  title: 'Plan',
  explanation:
    'A document says which settings and rules there should be. See what it would change, and then apply it. Until you apply it, nothing is written.',
  document: 'Document (YAML or JSON)',
  documentHint: 'Paste it, drop a file here, or choose a file.',
  chooseFile: 'Choose a file',
  clear: 'Clear',
  fileOf: (name: string, lines: number) => `${name}, ${lines === 1 ? '1 line' : `${lines.toLocaleString()} lines`}`,
  pasted: 'Pasted text',
  tooLongToEdit: 'The text is too long to be edited here.',
  notUtf8: 'The file is not UTF-8 text.',
  tooLarge: 'The file has more than 64 MiB. Split it, and give each part a scope.',
  unreadable: (why: string) => `The file cannot be read: ${why}`,
  reading: 'Reading the document…',
  scope: 'The document is about settings whose names begin with',
  or: 'or',
  noScope: 'The document has no scope, so it can only add and change. To let it delete, give it one, such as',
  scopeExample: 'scope: { prefixes: ["backend."] }',
  prune: 'Delete rules that the document does not have',
  pruneHint: 'Only of settings in its scope, and only if the document has rules of the setting.',
  pruneSettings: 'Also delete settings that the document does not have, with their rules',
  pruneSettingsHint: 'Only settings in its scope.',
  make: 'Plan',
  again: 'Plan again',
  making: 'Working out what would change…',
  faults: (count: number) =>
    count === 1 ? 'The document has a fault:' : `The document has ${count.toLocaleString()} faults:`,
  moreFaults: (count: number) => `And ${count.toLocaleString()} more.`,
  place: (line: number, column: number) => `Line ${line}, column ${column}:`,
  goTo: (line: number) => `Go to line ${line}`,
  result: 'What would change',
  nothing: 'Nothing: everything is as the document says.',
  summary: ({ created, changed, deleted, unchanged }: Record<Outcome, number>) => {
    const done = [
      created > 0 ? `create ${things(created)}` : '',
      changed > 0 ? `change ${things(changed)}` : '',
      deleted > 0 ? `delete ${things(deleted)}` : '',
    ].filter((text) => text !== '');
    return `It would ${lists.format(done)}. ${things(unchanged)} would stay.`;
  },
  warnings: 'Warnings',
  features: 'Context features',
  did: {
    settingAdded: 'A new setting:',
    settingDeleted: 'Deletes this setting and its rules:',
    settingChanged: 'Changes this setting:',
    featuresChanged: 'Changes the list, whose order counts:',
    ruleAdded: <Part>(rule: Part) => ['Adds the rule ', rule, ':'],
    ruleDeleted: <Part>(rule: Part) => ['Deletes the rule ', rule, ':'],
    ruleChanged: <Part>(rule: Part) => ['Changes the rule ', rule, ':'],
  },
  overwrites: 'Takes back or overwrites a change by',
  moreSettings: (count: number) => `Show ${count.toLocaleString()} more`,
  impact: 'For whom values change',
  apply: 'Apply',
  applyHeading: 'Apply it',
  applied: 'The document is applied.',
  appliedAs: 'The document is applied, as',
  nothingApplied: 'The document is applied. Nothing was left to change.',
  stale: 'Something that the plan is about has changed meanwhile. Nothing is written yet.',
  staleHint: 'Plan again to see what would change now.',
};
