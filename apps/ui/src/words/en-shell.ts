const quoted = (texts: readonly string[]) => texts.map((text) => `“${text}”`).join(' or ');

/** Failures in words. */
export const failures = {
  unreachable: 'The service cannot be reached.',
  unavailable: 'The service cannot reach its database.',
  signedOut: 'Your session is over.',
  forbidden: 'You may not do this.',
  notFound: 'This does not exist.',
  conflict: 'Somebody else has changed this.',
  tooMany: 'Too many requests. Wait a moment.',
  refused: 'The service refused this.',
  broken: 'Something is wrong with the service.',
  requestId: (id: string) => `Request ${id}`,
  crashed: 'The page has a fault.',
  crashedHint: 'Load the page again. If it happens again, report what stands below.',
  reload: 'Load again',
};

/** The frame around all screens. */
export const shell = {
  environment: 'Environment',
  skip: 'Skip to the content',
  navigation: 'Main',
  menu: 'Menu',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  find: 'Find',
  help: 'Keyboard shortcuts',
  docs: 'API documentation',
  readOnly: (role: string) => `Read only: you have the role ${role}.`,
  accessOff: 'Access control is off: everybody who reaches this page may change everything.',
  signedInAs: (name: string) => `Signed in as ${name}`,
  signIn: 'Sign in',
  signOut: 'Sign out',
  signInFirst: 'Sign in to see the settings.',
  signInAgain: 'Sign in again. What you have typed stays.',
  token: 'Access token',
  signInWithToken: 'Sign in with a token',
  signInWithProvider: 'Sign in with your account',
  openInNewTab: 'It opens in a new tab. Come back here afterwards.',
  signedInClose: 'You are signed in. Close this tab and go on in the other one.',
  live: 'Live: changes appear as they happen.',
  away: 'Not live: the change stream is interrupted. The page goes on trying.',
  stale: 'The database is away. Values in contexts are what they were at the last contact:',
  connecting: 'Connecting…',
  notFound: 'There is no such page.',
  toSettings: 'To the settings',
};

/** Why the person may not do something. */
export const permissions = {
  signedOut: 'Nobody is signed in.',
  needs: (needed: string, role: string) => `This needs the role ${needed}. You have the role ${role}.`,
  limited: (prefixes: readonly string[]) => `You may change only settings that begin with ${quoted(prefixes)}.`,
  not: (what: string) => `No “${what}”`,
  name: (prefixes: readonly string[]) => `You may choose only a name that begins with ${quoted(prefixes)}.`,
};

export const navigation = {
  settings: 'Settings',
  contexts: 'Contexts',
  rules: 'Exceptions',
  features: 'Context features',
  changes: 'Changes',
  plan: 'Plan',
  access: 'Access',
  about: 'About',
};

export const shortcuts = {
  title: 'Keyboard shortcuts',
  search: 'Search on this page',
  find: 'Find anything',
  create: 'New',
  edit: 'Edit the rule that has the focus, or else the setting',
  rows: 'Next and previous row',
  open: 'Open the row',
  close: 'Close',
  goSettings: 'Go to settings',
  goContexts: 'Go to contexts',
  goChanges: 'Go to changes',
  goPlan: 'Go to the plan',
  help: 'This list',
};

/** The search over everything. */
export const find = {
  title: 'Find',
  label: 'What to find',
  placeholder: 'A setting, a value such as 10.0.0.7, account:john, a page…',
  hint: 'Arrow keys choose, Enter opens, Escape closes.',
  results: 'Results',
  recent: 'Opened lately',
  settings: 'Settings',
  values: 'Exceptions for a value of a feature',
  byConditions: 'Rules with these conditions',
  byValue: 'Rules with this in their value',
  pages: 'Pages',
  actions: 'Actions',
  alias: (alias: string) => `also called ${alias}`,
  allSettings: (total: number) => `All ${total.toLocaleString()} settings`,
  allWithValue: (total: number, text: string) => `All ${total.toLocaleString()} rules with ${text} in their value`,
  allWithConditions: (total: number, text: string) => `All ${total.toLocaleString()} rules with ${text}`,
  searching: 'Searching…',
  count: (count: number) => (count === 1 ? '1 result' : `${count.toLocaleString()} results`),
  nothing: (text: string) => `Nothing found for “${text}”.`,
};

/** Lists as files. */
export const exporting = {
  title: 'Export',
  formats: {
    csv: 'CSV, for spreadsheets',
    json: 'JSON',
    yaml: 'YAML',
    document: 'Document (YAML): the settings with all their rules, for Plan',
  },
  tooMany: (count: number) =>
    `${count.toLocaleString()} settings are too many for one request. Narrow the list, or use the command “heksher export”.`,
  rows: (count: number) => (count === 1 ? '1 row' : `${count.toLocaleString()} rows`),
  reading: (count: number, total: number) =>
    `${count.toLocaleString()} of ${total.toLocaleString()} rows are here. Wait for the rest.`,
  failed: (why: string) => `The file cannot be made: ${why}`,
};
