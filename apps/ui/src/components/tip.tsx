import { useEffect, useEffectEvent, useRef, useState, type ReactElement } from 'react';
import styles from './tooltip.module.css';

/** The attribute with the text that appears beside an element on hover and focus. */
const ATTRIBUTE = 'data-tip';

interface Shown {
  text: string;
  left: number;
  top: number;
  /** Below the element; else above it, because there is no room. */
  isBelow: boolean;
}

const HIDDEN_AFTER_MS = 150;

/**
 * Shows the texts of `data-tip` attributes. One for the page: a tooltip of its own for each cell would make long tables slow.
 * Screen readers get the same text from the element itself.
 */
export function Tips(): ReactElement | null {
  const [shown, setShown] = useState<Shown>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keep = () => clearTimeout(timer.current);
  const hideSoon = () => {
    keep();
    timer.current = setTimeout(setShown, HIDDEN_AFTER_MS, undefined);
  };
  const left = useEffectEvent(hideSoon);

  useEffect(() => {
    const show = ({ target }: Event) => {
      const element = target instanceof Element ? target.closest(`[${ATTRIBUTE}]`) : null;
      const text = element?.getAttribute(ATTRIBUTE);
      if (!element || !text) return;
      clearTimeout(timer.current);
      setShown(placeBeside(element, text));
    };
    const leave = ({ target }: Event) => {
      if (target instanceof Element && target.closest(`[${ATTRIBUTE}]`)) left();
    };
    const hide = () => setShown(undefined);
    const escape = ({ key }: KeyboardEvent) => key === 'Escape' && hide();
    const listeners = { mouseover: show, focusin: show, mouseout: leave, focusout: leave, keydown: escape } as const;
    for (const [type, listener] of Object.entries(listeners))
      document.addEventListener(type, listener as EventListener);
    document.addEventListener('scroll', hide, true);
    return () => {
      for (const [type, listener] of Object.entries(listeners)) {
        document.removeEventListener(type, listener as EventListener);
      }
      document.removeEventListener('scroll', hide, true);
      clearTimeout(timer.current);
    };
  }, []);

  if (!shown) return null;
  return (
    <div
      aria-hidden
      className={`${styles.tooltip} ${styles.tip}`}
      style={{ left: shown.left, top: shown.top, transform: shown.isBelow ? undefined : 'translateY(-100%)' }}
      onMouseEnter={keep}
      onMouseLeave={hideSoon}
    >
      {shown.text}
    </div>
  );
}

const GAP_PX = 6;
const WIDEST_PX = 384;
const TALLEST_PX = 120;

function placeBeside(element: Element, text: string): Shown {
  const { left, top, bottom } = element.getBoundingClientRect();
  const isBelow = bottom + TALLEST_PX < window.innerHeight;
  return {
    text,
    left: Math.max(GAP_PX, Math.min(left, window.innerWidth - WIDEST_PX)),
    top: isBelow ? bottom + GAP_PX : top - GAP_PX,
    isBelow,
  };
}
