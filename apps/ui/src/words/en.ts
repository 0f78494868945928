import { about, access } from './en-access.js';
import { changes, diff } from './en-changes.js';
import { contexts, exceptions } from './en-contexts.js';
import { editors } from './en-editors.js';
import { features } from './en-features.js';
import { plan } from './en-plan.js';
import { bulkRules, impact, outdated, ruleEditing } from './en-rule-editing.js';
import { settingEditing } from './en-setting-editing.js';
import { context, setting, settings } from './en-settings.js';
import { exporting, failures, find, navigation, permissions, shell, shortcuts } from './en-shell.js';
import { undoing } from './en-undoing.js';
import { usage } from './en-usage.js';

/** Every word of the page, by screen. A translation is another folder with the same members. */
export const words = {
  product: 'Heksher',
  /** What several screens say. */
  common: {
    cancel: 'Cancel',
    close: 'Close',
    save: 'Save',
    delete: 'Delete',
    edit: 'Edit',
    add: 'Add',
    copy: 'Copy',
    undo: 'Undo',
    retry: 'Try again',
    loading: 'Loading…',
    stillLoading: 'This takes longer than usual. The page goes on trying.',
    anyone: 'somebody',
    everyone: 'for everyone',
    default: 'default',
    none: 'none',
    note: 'Note',
    noteHint: 'Why? The note is kept with the change.',
    noteMissing: 'A note is required here: say why.',
    discardTitle: 'Discard what you typed?',
    keepEditing: 'Keep editing',
    discard: 'Discard',
    nothingFound: 'Nothing found.',
    more: (count: number) => `${count.toLocaleString()} more`,
    newChanges: (count: number) => (count === 1 ? '1 change' : `${count.toLocaleString()} changes`),
    show: 'Show',
    copied: 'Copied',
    showAll: 'Show all',
    showLess: 'Show less',
  },
  failures,
  shell,
  permissions,
  navigation,
  shortcuts,
  context,
  settings,
  setting,
  editors,
  ruleEditing,
  impact,
  outdated,
  bulkRules,
  settingEditing,
  undoing,
  usage,
  contexts,
  exceptions,
  features,
  changes,
  diff,
  plan,
  access,
  about,
  find,
  exports: exporting,
};
