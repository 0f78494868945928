import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Failure } from '../api/http.js';
import { readAgain } from '../api/live.js';
import { undo, type Undone } from '../api/save.js';
import { inWords } from '../components/failure.js';
import { tell } from '../components/toasts.js';
import { words } from '../words/en.js';

export interface QuickUndo {
  /** Says that something is saved, with a button that takes it back, and reads again what it may have changed. */
  saved: (text: string, result: { sequence: number | null }) => void;
  /** Takes a change back without a question, and says how that went. Never rejects. */
  undo: (sequence: number) => Promise<void>;
}

/** Undo right after a change. It goes on working when the component that asked for it is gone, as dialogues are. */
export function useQuickUndo(): QuickUndo {
  const client = useQueryClient();
  return useMemo(() => quickUndo(client), [client]);
}

function quickUndo(client: QueryClient): QuickUndo {
  async function takeBack(sequence: number): Promise<void> {
    try {
      const undone = await carryOut(client, sequence);
      say(words.undoing.done, words.undoing.redo, undone);
    } catch (error) {
      const { title, detail } = inWords(error);
      tell({ text: [words.undoing.failed, title, detail].join(' '), isBad: true });
    }
    await readAgain(client, undefined, { isOwn: true });
  }

  function say(text: string, label: string, { sequence }: { sequence: number | null }): void {
    // Without a sequence nothing has changed, so there is nothing to take back.
    if (sequence === null) tell({ text: words.undoing.nothing });
    else tell({ text, action: { label, run: () => void takeBack(sequence) } });
  }

  return {
    saved: (text, result) => {
      if (result.sequence === null) tell({ text: words.undoing.unchanged });
      else say(text, words.common.undo, result);
      void readAgain(client, undefined, { isOwn: true });
    },
    undo: takeBack,
  };
}

/** Through the cache of mutations, which notices the end of a session. */
function carryOut(client: QueryClient, sequence: number): Promise<Undone> {
  const mutation = client.getMutationCache().build(client, { mutationFn: undoWithNote });
  return mutation.execute(sequence);
}

/** If the service requires a note, the change that is undone is one. */
async function undoWithNote(sequence: number): Promise<Undone> {
  try {
    return await undo(sequence);
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 422) throw error;
    return undo(sequence, words.undoing.note(sequence));
  }
}
