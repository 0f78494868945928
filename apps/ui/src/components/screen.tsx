import { useEffect, type ReactElement, type ReactNode } from 'react';
import { words } from '../words/en.js';
import styles from './screen.module.css';

interface ScreenProps {
  /** The heading, and the title of the browser's tab. */
  title: string;
  /** What stands in place of the title in the heading. */
  heading?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen with its heading and actions. A table in it takes the height that is left. */
export function Screen({ title, heading, actions, children }: ScreenProps): ReactElement {
  useEffect(() => {
    document.title = `${title} · ${words.product}`;
  }, [title]);
  return (
    <div className={styles.screen}>
      <div className={styles.head}>
        <h1>{heading ?? title}</h1>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/** The fields above a list. */
export function Filters({ children }: { children: ReactNode }): ReactElement {
  return (
    <div role="search" className={styles.filters}>
      {children}
    </div>
  );
}
