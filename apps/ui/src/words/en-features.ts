/** The context features. */
export const features = {
  title: 'Context features',
  explanation: 'A rule’s conditions are on these features. Later features are more specific and weigh more.',
  order: 'Order of the features',
  orderHint: 'Drag a feature, or use its buttons, to move it. You see what changes before anything is written.',
  drag: (name: string) => `Move ${name}`,
  up: (name: string) => `Move ${name} up`,
  down: (name: string) => `Move ${name} down`,
  remove: (name: string) => `Delete ${name}`,
  settings: (count: number) => (count === 1 ? '1 setting' : `${count.toLocaleString()} settings`),
  rules: (count: number) => (count === 1 ? '1 rule' : `${count.toLocaleString()} rules`),
  none: 'There is no context feature yet.',
  values: (name: string) => `Values of ${name}`,
  valuesHint: (name: string) => `The values that rules have for ${name}, the most used first.`,
  filter: 'Begins with',
  value: 'Value',
  ruleCount: 'Rules',
  firstValues: (count: number) => `Only the ${count.toLocaleString()} most used ones are listed.`,
  noValues: 'No rule has a condition on it.',
  add: 'Add a feature',
  addTitle: 'Add a context feature',
  addHint: 'It comes to the end, where it weighs most. No value changes, because no setting uses it yet.',
  name: 'Name',
  exists: 'There is a feature of this name.',
  added: (name: string) => `The feature ${name} is added.`,
  deleteTitle: (name: string) => `Delete ${name}`,
  deleteText: 'No setting uses it. Later features move up.',
  inUse: (count: number) =>
    count === 1
      ? 'A setting is configurable by it, so it cannot be deleted. Take the feature from this setting first:'
      : `${count.toLocaleString()} settings are configurable by it, so it cannot be deleted. Take the feature from them first:`,
  allInUse: 'All of them',
  deleted: (name: string) => `The feature ${name} is deleted.`,
  moveTitle: (name: string) => `Move ${name}`,
  moved: (name: string) => `The feature ${name} is moved.`,
  newOrder: 'The new order',
  orderNow: 'The order now',
  orderWanted: 'The order that you wanted',
  noImpact: 'No value changes in any context.',
  impact: (settings: number, contexts: number) =>
    `${settings === 1 ? '1 setting has' : `${settings.toLocaleString()} settings have`} another value in ${contexts === 1 ? '1 kind of context' : `${contexts.toLocaleString()} kinds of contexts`}.`,
  otherRules: (count: number) =>
    count === 1
      ? 'In 1 more kind of context another rule wins with the same value.'
      : `In ${count.toLocaleString()} more kinds of contexts another rule wins with the same value.`,
  atLeast: 'There is more than the service can list. At least:',
  impactColumns: { setting: 'Setting', context: 'Context', before: 'Now', after: 'Then' },
  move: 'Move it',
  conflict: 'Somebody else has changed the features meanwhile.',
  tryAgain: 'See what it would change now',
  gone: 'A feature of this move is gone.',
};
