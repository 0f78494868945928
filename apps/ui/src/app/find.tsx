import { useNavigate } from '@tanstack/react-router';
import { Suspense, lazy, useEffect, useEffectEvent, useState, type KeyboardEvent, type ReactElement } from 'react';
import {
  Autocomplete,
  Collection,
  Header,
  Input,
  Label,
  Menu,
  MenuItem,
  MenuSection,
  TextField,
} from 'react-aria-components';
import { Dialog } from '../components/dialog.js';
import { FailureNote } from '../components/failure.js';
import field from '../components/field.module.css';
import { words } from '../words/en.js';
import type { Openers } from './find-actions.js';
import type { FoundItem } from './find-items.js';
import { useResults } from './find-results.js';
import styles from './find.module.css';

interface FindProps {
  isOpen: boolean;
  onClose: () => void;
  openHelp: () => void;
}

/** It brings the editors of values with it, which are large. */
const DeclareDialog = lazy(async () => {
  const { DeclareDialog: dialog } = await import('../setting-editing/declare-dialog.js');
  return { default: dialog };
});

/** Finds settings, rules, screens and actions. */
export function Find({ isOpen, onClose, openHelp }: FindProps): ReactElement {
  const [isDeclaring, setDeclaring] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <Dialog title={words.find.title} isOpen={isOpen} onClose={onClose} isWide>
        <Search onClose={onClose} openers={{ openHelp, openNewSetting: () => setDeclaring(true) }} />
      </Dialog>
      {isDeclaring && (
        <Suspense>
          <DeclareDialog
            onClose={() => setDeclaring(false)}
            onDeclared={(name) => void navigate({ to: '/settings/$name', params: { name } })}
          />
        </Suspense>
      )}
    </>
  );
}

function Search({ onClose, openers }: { onClose: () => void; openers: Openers }): ReactElement {
  const [text, setText] = useState('');
  const { groups, isSearching, error, retry } = useResults(text, openers);
  const items = groups.flatMap((group) => group.items);
  const run = (id: string | number) => {
    onClose();
    items.find((item) => item.id === id)?.run();
  };
  const keyPressed = useEnterWhenFound(text, isSearching, () => {
    const [first] = items;
    if (first) run(first.id);
  });
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <div onKeyDownCapture={keyPressed}>
        <TextField className={field.field ?? ''} type="search" autoComplete="off" spellCheck="false" autoFocus>
          <Label className="hidden">{words.find.label}</Label>
          <Input className={field.input ?? ''} placeholder={words.find.placeholder} />
        </TextField>
      </div>
      {error !== null && <FailureNote error={error} onRetry={retry} />}
      <p role="status" className={styles.status}>
        {statusOf(text, isSearching, error !== null, items.length)}
      </p>
      <Menu aria-label={words.find.results} className={styles.results ?? ''} items={groups} onAction={run}>
        {(group) => (
          <MenuSection id={group.id}>
            <Header className={styles.group ?? ''}>{group.title}</Header>
            <Collection items={group.items}>{(item) => <Result item={item} />}</Collection>
          </MenuSection>
        )}
      </Menu>
    </Autocomplete>
  );
}

/**
 * While the search goes on, the list has the results of an earlier text. Enter then waits for those of the typed one, unless the
 * person has chosen from the list. Returns what to do with keys.
 */
function useEnterWhenFound(text: string, isSearching: boolean, openFirst: () => void): (event: KeyboardEvent) => void {
  const [{ of, chosen, isWanted }, setState] = useState({ of: text, chosen: false, isWanted: false });
  const isCurrent = of === text;
  const open = useEffectEvent(openFirst);
  const isDue = isCurrent && isWanted && !isSearching;
  useEffect(() => {
    if (isDue) open();
  }, [isDue]);
  return (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setState({ of: text, chosen: true, isWanted: false });
    if (event.key !== 'Enter' || !isSearching || (isCurrent && chosen)) return;
    event.preventDefault();
    event.stopPropagation();
    setState({ of: text, chosen: false, isWanted: true });
  };
}

function Result({ item: { id, text, detail, icon } }: { item: FoundItem }): ReactElement {
  return (
    <MenuItem id={id} textValue={text} className={`${field.option} ${styles.result}`}>
      {icon}
      <bdi>{text}</bdi>
      {detail !== undefined && <bdi className={styles.detail}>{detail}</bdi>}
    </MenuItem>
  );
}

function statusOf(text: string, isSearching: boolean, isFailed: boolean, count: number): string {
  if (text.trim() === '') return words.find.hint;
  if (isSearching) return words.find.searching;
  if (count > 0) return words.find.count(count);
  return isFailed ? '' : words.find.nothing(text.trim());
}
