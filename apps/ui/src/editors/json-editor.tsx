import { useEffect, useEffectEvent, useRef, useState, type ReactElement } from 'react';
import { Button } from '../components/button.js';
import field from '../components/field.module.css';
import { Loading } from '../components/loading.js';
import { words } from '../words/en.js';
import type { MountedEditor, mountEditor } from './code-mirror.js';
import styles from './editors.module.css';
import { textFaultWords, type TextFault } from './json-text.js';

interface JsonEditorProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
  /** What is wrong, and where. It is marked in the text. */
  fault: TextFault | undefined;
  isLabelHidden?: boolean;
}

/** An editor of JSON text. Tab leaves it. If its code cannot be loaded, a plain field takes its place. */
export function JsonEditor({ label, text, onChange, fault, isLabelHidden }: JsonEditorProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<MountedEditor | 'away'>();
  const change = useEffectEvent(onChange);
  const mount = useEffectEvent((at: HTMLElement, mountAt: typeof mountEditor) =>
    mountAt(at, { text, label, onChange: (typed) => change(typed) }),
  );

  useEffect(() => {
    let mounted: MountedEditor | undefined;
    let isGone = false;
    import('./code-mirror.js').then(
      (module) => {
        if (isGone || !host.current) return;
        mounted = mount(host.current, module.mountEditor);
        setEditor(mounted);
      },
      () => !isGone && setEditor('away'),
    );
    return () => {
      isGone = true;
      mounted?.destroy();
      setEditor(undefined);
    };
  }, []);

  const shown = typeof editor === 'object' ? editor : undefined;
  useEffect(() => shown?.setText(text), [shown, text]);
  useEffect(() => shown?.setFault(fault), [shown, fault]);

  return (
    <div className={field.field}>
      <span className={isLabelHidden ? 'hidden' : field.label} aria-hidden>
        {label}
      </span>
      {editor === undefined && <Loading />}
      {editor === 'away' ? (
        <textarea
          className={`${field.input} mono`}
          aria-label={label}
          rows={12}
          value={text}
          spellCheck="false"
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <div ref={host} tabIndex={0} className={styles.code} data-invalid={fault !== undefined || undefined} />
      )}
      <div role="status" className={field.error}>
        {fault && textFaultWords(fault)}
      </div>
      {fault && shown && (
        <div className={styles.actions}>
          <Button look="plain" onPress={() => shown.focusAt(fault.from)}>
            {words.editors.json.goTo}
          </Button>
        </div>
      )}
    </div>
  );
}
