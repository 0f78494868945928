import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useRef, type ReactElement } from 'react';
import { contextFeatures } from '../../api/queries.js';
import { Button, IconButton } from '../../components/button.js';
import { ContextBar } from '../../context/context-bar.js';
import { words } from '../../words/en.js';
import { LETTERS } from './addressed-contexts.js';
import styles from './contexts.module.css';
import { KeptMenu } from './kept-menu.js';

interface ContextBarsProps {
  contexts: readonly string[];
  onChange: (contexts: readonly string[]) => void;
}

/** Chooses one to four contexts. */
export function ContextBars({ contexts, onChange }: ContextBarsProps): ReactElement {
  const { data } = useQuery(contextFeatures());
  const isSingle = contexts.length === 1;
  const replace = (at: number, text: string) => onChange(contexts.with(at, text));
  const bars = useRef<HTMLDivElement>(null);
  const remove = (at: number) => {
    // The button goes, the focus stays near.
    bars.current?.focus();
    onChange(contexts.toSpliced(at, 1));
  };
  return (
    <div ref={bars} tabIndex={-1} role="group" aria-label={words.contexts.title} className={styles.bars}>
      {contexts.map((context, at) => {
        const letter = (LETTERS[at] ?? '').toUpperCase();
        return (
          <div key={letter} className={styles.bar}>
            <span className={styles.letter} aria-hidden>
              {isSingle ? '' : letter}
            </span>
            <ContextBar
              label={words.contexts.label(letter)}
              features={data?.features ?? []}
              context={context}
              onChange={(text) => replace(at, text)}
            />
            <KeptMenu letter={letter} context={context} onPick={(text) => replace(at, text)} />
            {!isSingle && (
              <IconButton label={words.contexts.remove(letter)} onPress={() => remove(at)}>
                <Trash2 size={16} aria-hidden />
              </IconButton>
            )}
          </div>
        );
      })}
      {contexts.length < LETTERS.length && (
        <Button onPress={() => onChange([...contexts, contexts.at(-1) ?? ''])}>
          <Plus size={16} aria-hidden />
          {words.contexts.add}
        </Button>
      )}
    </div>
  );
}
