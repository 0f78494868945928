import { EllipsisVertical, GripVertical, X } from 'lucide-react';
import { memo, useCallback, type ComponentType, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { SettingType } from '@heksher/domain';
import { IconButton } from '../components/button.js';
import field from '../components/field.module.css';
import { words } from '../words/en.js';
import type { Draft, Item } from './draft.js';
import type { ChangeDraft, EditorProps } from './editor-props.js';
import styles from './editors.module.css';

/** What can be done to the rows of a list. They stay the same functions. */
export interface RowControls {
  edit: (id: number, update: (draft: Draft) => Draft) => void;
  move: (id: number, to: number) => void;
  insert: (at: number, item?: Item) => void;
  copy: (item: Item, at: number) => void;
  remove: (id: number, next: number | undefined) => void;
  say: (text: string) => void;
}

interface SequenceRowProps {
  item: Item;
  at: number;
  count: number;
  /** The row that gets the focus when this one is removed. */
  nextId: number | undefined;
  label: string;
  of: SettingType;
  inner: ComponentType<EditorProps & { type: SettingType; draft: Draft }>;
  controls: RowControls;
  start: (event: PointerEvent, row: { id: number; at: number }) => void;
  drop: 'before' | 'after' | undefined;
  isDragged: boolean;
}

/** A new function `start` alone changes nothing that is shown. */
const isUnchanged = (before: SequenceRowProps, { start: _, ...after }: SequenceRowProps) =>
  (Object.keys(after) as (keyof typeof after)[]).every((name) => before[name] === after[name]);

export const SequenceRow = memo(function SequenceRow(props: SequenceRowProps): ReactElement {
  const { item, at, count, nextId, label, of, inner: Inner, controls, start, drop, isDragged } = props;
  const { id } = item;
  const change: ChangeDraft = useCallback((update) => controls.edit(id, update), [controls, id]);

  const move = (to: number) => {
    if (to < 0 || to >= count) return;
    controls.move(id, to);
    controls.say(words.editors.movedTo(to + 1, count));
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    // In a list of lists the keys are for the innermost row.
    const isOwn = event.target instanceof Element && event.target.closest('[data-row]') === event.currentTarget;
    if (!isOwn || event.nativeEvent.isComposing) return;
    const to = stepOf(event);
    const isEnter = event.key === 'Enter' && !event.ctrlKey && !event.metaKey && isLineOf(of, event.target);
    if (to !== undefined) move(at + to);
    else if (isEnter) controls.insert(at + 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <li
      data-row={id}
      data-drop={drop}
      data-dragged={isDragged || undefined}
      className={styles.row}
      onKeyDownCapture={press}
    >
      <span
        aria-hidden
        title={words.editors.drag}
        className={styles.grip}
        onPointerDown={(event) => start(event, { id, at })}
      >
        <GripVertical size={16} />
        {at + 1}
      </span>
      <div className={styles.rowEditor}>
        <Inner type={of} draft={item.draft} change={change} label={words.editors.item(label, at + 1)} isLabelHidden />
      </div>
      <span data-part="actions">
        <MenuTrigger>
          <IconButton label={words.editors.itemActions(at + 1)}>
            <EllipsisVertical size={16} aria-hidden />
          </IconButton>
          <Popover className={field.popover ?? ''}>
            <Menu>
              <Action text={words.editors.up} isDisabled={at === 0} run={() => move(at - 1)} />
              <Action text={words.editors.down} isDisabled={at === count - 1} run={() => move(at + 1)} />
              <Action text={words.editors.toStart} isDisabled={at === 0} run={() => move(0)} />
              <Action text={words.editors.toEnd} isDisabled={at === count - 1} run={() => move(count - 1)} />
              <Action text={words.editors.insertBefore} run={() => controls.insert(at)} />
              <Action text={words.editors.duplicate} run={() => controls.copy(item, at + 1)} />
            </Menu>
          </Popover>
        </MenuTrigger>
      </span>
      <span data-part="remove">
        <IconButton label={words.editors.removeItem(at + 1)} onPress={() => controls.remove(id, nextId)}>
          <X size={16} aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}, isUnchanged);

function Action({ text, run, isDisabled }: { text: string; run: () => void; isDisabled?: boolean }): ReactElement {
  return (
    <MenuItem className={field.option ?? ''} onAction={run} isDisabled={isDisabled ?? false}>
      {text}
    </MenuItem>
  );
}

function stepOf({ key, altKey }: KeyboardEvent): number | undefined {
  if (!altKey) return undefined;
  return key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : undefined;
}

/** Whether Enter is of no other use: in a field of one line. */
function isLineOf({ kind }: SettingType, target: EventTarget): boolean {
  return (kind === 'int' || kind === 'float' || kind === 'str') && target instanceof HTMLInputElement;
}
