import { useState, type PointerEvent as ReactPointerEvent, type RefObject } from 'react';

interface Dragged {
  id: number;
  /** Before which row it would be dropped; the number of rows for the end. */
  before: number;
}

/** Reordering of the children of a list by dragging, with a mouse, a pen or a finger. */
export function useReorder(list: RefObject<HTMLElement | null>, move: (id: number, to: number) => void) {
  const [dragged, setDragged] = useState<Dragged>();

  function start(event: ReactPointerEvent, { id, at }: { id: number; at: number }): void {
    if (event.button !== 0) return;
    event.preventDefault(); // no text is selected
    let before = at;

    const follow = ({ clientY }: PointerEvent) => {
      const rows = [...(list.current?.children ?? [])];
      before = rows.filter((row) => isAbove(row, clientY)).length;
      rows[Math.min(before, rows.length - 1)]?.scrollIntoView({ block: 'nearest' });
      setDragged({ id, before });
    };
    const drop = () => {
      stop();
      move(id, before > at ? before - 1 : before);
    };
    const press = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return;
      key.stopPropagation(); // the dialogue stays open
      stop();
    };
    const stop = () => {
      setDragged(undefined);
      window.removeEventListener('pointermove', follow);
      window.removeEventListener('pointerup', drop);
      window.removeEventListener('pointercancel', stop);
      window.removeEventListener('keydown', press, true);
    };
    window.addEventListener('pointermove', follow);
    window.addEventListener('pointerup', drop);
    window.addEventListener('pointercancel', stop);
    window.addEventListener('keydown', press, true);
  }

  return { dragged, start };
}

function isAbove(row: Element, y: number): boolean {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2 < y;
}
