/** Undo, its failures, and earlier states. */
export const undoing = {
  done: 'The change is taken back.',
  nothing: 'Nothing was left to take back.',
  unchanged: 'Nothing has changed.',
  redo: 'Redo',
  failed: 'The change cannot be taken back.',
  note: (sequence: number) => `Undo of change ${sequence}`,
  title: (sequence: number) => `Take change ${sequence} back`,
  confirm: 'Take it back',
  nothingLeft: 'Nothing is left to take back: everything is as it was before this change.',
  wouldChange: (count: number) =>
    count === 1
      ? 'The log would then say:'
      : `This would change ${count.toLocaleString()} things. The log would then say:`,
  andMore: (count: number) => `And ${count.toLocaleString()} more.`,
  inTheWay: 'It cannot be taken back, because it has been changed again since:',
  restoreInTheWay: 'It cannot be restored, because something is in the way:',
  ofRule: (attribute: string, rule: number) => `${attribute} of rule ${rule}`,
  thisChangeLeft: 'as this change left it',
  now: 'now',
  gone: 'does not exist',
  changedBy: 'Changed by',
  undoThese: 'Take these back first, or change the value itself.',
  undoThis: 'Undo…',
  restore: 'Restore…',
  restoreToAfter: 'Restore to right after this change…',
  restoreTitle: 'Restore an earlier state',
  restored: 'The earlier state is restored.',
  restoreConfirm: 'Restore',
  restoreWhat: (settings: readonly string[]) =>
    settings.length === 1
      ? 'The setting and its rules become what they were'
      : 'These settings and their rules become what they were',
  restoreEverything:
    'All settings and their rules become what they were. What is new since is deleted, what was deleted comes back.',
  scope: 'What',
  scopes: {
    settings: (count: number) => (count === 1 ? 'This setting' : `These ${count} settings`),
    everything: 'Everything',
  },
  withFeatures: 'The list of context features as well',
  point: 'As it was',
  points: { change: 'right after a change', time: 'at a time' },
  sequence: 'Number of the change',
  time: 'Time',
  choosePoint: 'Choose a change or a time to see what a restore would do.',
  sameState: 'Nothing would change: everything is as it was then.',
  adminsOnly: 'Only administrators may restore an earlier state.',
};
