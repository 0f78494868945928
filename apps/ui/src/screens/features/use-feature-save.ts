import { useState } from 'react';
import { save } from '../../api/save.js';
import { useWrite } from '../../api/use-write.js';
import type { Operation } from '../../api/types.js';
import { useQuickUndo } from '../../undoing/quick-undo.js';

/** The end of a dialogue about a feature: a note, and one operation that is written with it. */
export function useFeatureSave(doneText: string, onDone: () => void, onFailure?: (error: Error) => void) {
  const [note, setNote] = useState('');
  const { saved } = useQuickUndo();
  const { run, error, isPending, forgetError } = useWrite(save, {
    onSuccess: (result) => {
      saved(doneText, result);
      onDone();
    },
    ...(onFailure && { onError: onFailure }),
  });
  const write = (operation: Operation) => run({ operations: [operation], note });
  return { note, setNote, write, error, isPending, forgetError };
}
