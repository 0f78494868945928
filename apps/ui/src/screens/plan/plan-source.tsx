import { useId, useState, type DragEvent, type ReactElement, type RefObject } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Button } from '../../components/button.js';
import field from '../../components/field.module.css';
import { words } from '../../words/en.js';
import type { Source } from './entered.js';
import styles from './plan.module.css';
import { readFile } from './read-file.js';

interface PlanSourceProps {
  source: Source;
  isFaulty: boolean;
  onChange: (source: Source) => void;
  ref: RefObject<HTMLTextAreaElement | null>;
}

/** A longer text would make the field slow. */
const LONGEST_EDITED = 300_000;

/** Whether a text is shown in the field. */
export function isEditable(text: string): boolean {
  return text.length <= LONGEST_EDITED;
}

/** Where the document comes from: typed or pasted, dropped, or from a file. */
export function PlanSource({ source, isFaulty, onChange, ref }: PlanSourceProps): ReactElement {
  const [failure, setFailure] = useState<string>();
  const [isOver, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (!file) return;
    readFile(file).then(
      (text) => {
        setFailure(undefined);
        onChange({ text, file: file.name });
      },
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    );
  };
  const drag = (over: boolean) => (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault(); // else the browser would open the file
    setOver(over);
  };
  return (
    <div
      className={styles.source}
      data-over={isOver || undefined}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        take(event.dataTransfer.files[0]);
      }}
    >
      {isEditable(source.text) ? (
        <TextOf source={source} isFaulty={isFaulty} onChange={onChange} ref={ref} />
      ) : (
        <p>{words.plan.tooLongToEdit}</p>
      )}
      <div className={styles.buttons}>
        <FileTrigger acceptedFileTypes={['.yaml', '.yml', '.json']} onSelect={(files) => take(files?.[0])}>
          <Button>{words.plan.chooseFile}</Button>
        </FileTrigger>
        {source.text !== '' && <Button onPress={() => onChange({ text: '' })}>{words.plan.clear}</Button>}
        {source.text !== '' && <bdi className="quiet">{descriptionOf(source)}</bdi>}
      </div>
      <div role="status" className={field.error}>
        {failure}
      </div>
    </div>
  );
}

function TextOf({ source, isFaulty, onChange, ref }: PlanSourceProps): ReactElement {
  const id = useId();
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {words.plan.document}
      </label>
      <textarea
        ref={ref}
        id={id}
        className={`${field.input} mono ${styles.text}`}
        rows={14}
        wrap="off"
        spellCheck="false"
        autoCapitalize="off"
        autoComplete="off"
        value={source.text}
        aria-invalid={isFaulty}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange({ text: event.target.value, file: source.file })}
      />
      <span id={`${id}-hint`} className={field.hint}>
        {words.plan.documentHint}
      </span>
    </div>
  );
}

function descriptionOf({ text, file }: Source): string {
  const lines = text.replace(/\n$/, '').split('\n').length;
  return words.plan.fileOf(file ?? words.plan.pasted, lines);
}
