import type { ReactElement } from 'react';
import { Dialog } from '../components/dialog.js';
import { words } from '../words/en.js';
import styles from './shell.module.css';

const { shortcuts } = words;

const KEYS: readonly [keys: string[], meaning: string][] = [
  [['/'], shortcuts.search],
  [['Ctrl K'], shortcuts.find],
  [['n'], shortcuts.create],
  [['e'], shortcuts.edit],
  [['j', 'k'], shortcuts.rows],
  [['Enter'], shortcuts.open],
  [['Esc'], shortcuts.close],
  [['g s'], shortcuts.goSettings],
  [['g c'], shortcuts.goContexts],
  [['g h'], shortcuts.goChanges],
  [['g p'], shortcuts.goPlan],
  [['?'], shortcuts.help],
];

/** The list of keyboard shortcuts. */
export function Help({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): ReactElement {
  return (
    <Dialog title={shortcuts.title} isOpen={isOpen} onClose={onClose}>
      <dl className={styles.keys}>
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
