import { Bookmark, X } from 'lucide-react';
import { useRef, useState, type ReactElement } from 'react';
import { Button as AriaButton, Form, Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Button, IconButton, buttonClass } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import fieldStyles from '../../components/field.module.css';
import { TextField } from '../../components/field.js';
import { words } from '../../words/en.js';
import styles from './contexts.module.css';
import { forgetContext, keepContext, useKeptContexts } from './kept-contexts.js';

const { keep } = words.contexts;

interface KeptMenuProps {
  letter: string;
  context: string;
  onPick: (context: string) => void;
}

/** Picks one of the contexts that the person keeps, or keeps another one. */
export function KeptMenu({ letter, context, onPick }: KeptMenuProps): ReactElement {
  const kept = useKeptContexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <MenuTrigger>
        <AriaButton className={buttonClass('plain')} aria-label={keep.menu(letter)}>
          <Bookmark size={16} aria-hidden />
        </AriaButton>
        <Popover className={fieldStyles.popover ?? ''}>
          <Menu aria-label={keep.title}>
            {kept.map((one) => (
              <MenuItem
                key={one.name}
                textValue={one.name}
                className={fieldStyles.option ?? ''}
                onAction={() => onPick(one.context)}
              >
                <bdi>{one.name}</bdi> <bdi className="quiet">{one.context}</bdi>
              </MenuItem>
            ))}
            {kept.length > 0 && <Separator className={styles.separator ?? ''} />}
            <MenuItem className={fieldStyles.option ?? ''} onAction={() => setOpen(true)}>
              {keep.manage}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <Dialog title={keep.title} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p className="quiet">{keep.explanation}</p>
        {context === '' ? <p>{keep.nothing}</p> : <KeepForm context={context} />}
        <KeptList />
      </Dialog>
    </>
  );
}

function KeepForm({ context }: { context: string }): ReactElement {
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const submit = () => {
    if (name.trim() === '') return;
    const isKept = keepContext({ name: name.trim(), context });
    setError(isKept ? undefined : keep.full);
    if (!isKept) return;
    setName('');
    field.current?.focus();
  };
  return (
    <Form
      className={styles.keep ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField label={keep.name} value={name} onChange={setName} error={error} autoFocus ref={field} />
      <Button type="submit" look="primary">
        {keep.add(context)}
      </Button>
    </Form>
  );
}

function KeptList(): ReactElement {
  const kept = useKeptContexts();
  const list = useRef<HTMLUListElement>(null);
  const forget = (name: string) => {
    // The focus goes to what stays.
    list.current?.focus();
    forgetContext(name);
  };
  return (
    <ul ref={list} tabIndex={-1} aria-label={keep.title} className={styles.kept}>
      {kept.length === 0 && <li className="quiet">{keep.none}</li>}
      {kept.map(({ name, context }) => (
        <li key={name}>
          <span>
            <bdi>{name}</bdi> <bdi className="quiet">{context}</bdi>
          </span>
          <IconButton label={keep.forget(name)} onPress={() => forget(name)}>
            <X size={16} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
