import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { newKey } from '../../api/http.js';
import { save } from '../../api/save.js';
import type { Operation } from '../../api/types.js';
import { useQuickUndo } from '../../undoing/quick-undo.js';

/** The end of a dialogue about a feature: a note, and one operation that is written with it. */
export function useFeatureSave(doneText: string, onDone: () => void) {
  const [note, setNote] = useState('');
  // One key for one intention: what the person changes after a failure is another one.
  const [attempt, setAttempt] = useState({ text: '', key: newKey() });
  const { saved } = useQuickUndo();
  const { mutate, error, isPending, reset } = useMutation({
    mutationFn: (operation: Operation) => {
      const text = JSON.stringify([operation, note]);
      const key = text === attempt.text ? attempt.key : newKey();
      setAttempt({ text, key });
      return save({ operations: [operation], note, idempotencyKey: key });
    },
    onSuccess: (result) => {
      saved(doneText, result);
      onDone();
    },
  });
  return { note, setNote, write: mutate, error, isPending, forgetError: reset };
}
