import { Fragment, type ReactElement, type ReactNode } from 'react';
import styles from './facts.module.css';

/** Names with what they are. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, fact: ReactNode])[] }): ReactElement {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, fact]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
