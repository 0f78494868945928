import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { HighlightStyle, bracketMatching, foldGutter, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

// Loaded only when a JSON editor is shown: it is a third of the page.

export interface MountedEditor {
  setText: (text: string) => void;
  /** Marks a part of the text as wrong. */
  setFault: (fault: { from: number; to: number; message: string } | undefined) => void;
  /** Moves the focus and the cursor there. */
  focusAt: (position: number) => void;
  destroy: () => void;
}

interface EditorOptions {
  text: string;
  label: string;
  onChange: (text: string) => void;
}

/**
 * Shows a JSON editor in the shadow root of an element. There CodeMirror adopts its style sheets; in the page it would need
 * style elements, which the page's policy refuses.
 */
export function mountEditor(host: HTMLElement, { text, label, onChange }: EditorOptions): MountedEditor {
  // It delegates the focus, because a dialogue's focus only goes to elements that are not in a shadow root.
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open', delegatesFocus: true });
  let isQuiet = false;
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        json(),
        syntaxHighlighting(HIGHLIGHTING),
        // No key for the tabulator: it leaves the editor.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged && !isQuiet) onChange(state.doc.toString());
        }),
        THEME,
      ],
    }),
  });
  // The first element that takes the delegated focus is the scroller.
  view.scrollDOM.addEventListener('focus', () => view.focus());
  return {
    setText: (next) => {
      if (next === view.state.doc.toString()) return;
      isQuiet = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      isQuiet = false;
    },
    setFault: (fault) => view.dispatch(setDiagnostics(view.state, fault ? [markOf(fault, view.state.doc.length)] : [])),
    focusAt: (position) => {
      view.dispatch({ selection: { anchor: Math.min(position, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function markOf({ from, to, message }: { from: number; to: number; message: string }, length: number) {
  return { from: Math.min(from, length), to: Math.min(to, length), severity: 'error' as const, message };
}

const HIGHLIGHTING = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

const THEME = EditorView.theme({
  '&': {
    maxHeight: '24rem',
    color: 'var(--text)',
    backgroundColor: 'var(--surface)',
    fontSize: 'var(--size-small)',
  },
  // The element around it shows the focus.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--mono)', lineHeight: '1.5', minHeight: '5rem' },
  '.cm-content': { caretColor: 'var(--text)', minHeight: '5rem' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    color: 'var(--text-quiet)',
    backgroundColor: 'var(--surface-sunken)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--surface-sunken)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--surface-selected)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--surface-selected)', outline: '1px solid var(--line)' },
  '.cm-foldPlaceholder': {
    color: 'var(--text-quiet)',
    background: 'var(--surface-sunken)',
    borderColor: 'var(--line)',
  },
  '.cm-tooltip': {
    color: 'var(--text)',
    backgroundColor: 'var(--surface-raised)',
    border: '1px solid var(--line)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintPoint-error::after': { borderBottomColor: 'var(--bad)' },
});
