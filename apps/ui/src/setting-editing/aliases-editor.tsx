import { RotateCcw, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { IconButton } from '../components/button.js';
import { AliasUse, useUses } from '../usage/alias-use.js';
import { words } from '../words/en.js';
import styles from './setting-editing.module.css';

const texts = words.settingEditing;

interface AliasesEditorProps {
  setting: string;
  aliases: readonly string[];
  removed: readonly string[];
  onChange: (removed: string[]) => void;
}

/** The aliases of a setting. Each can be removed. */
export function AliasesEditor({ setting, aliases, removed, onChange }: AliasesEditorProps): ReactElement {
  const uses = useUses(setting);
  return (
    <div role="group" aria-label={texts.aliases} className={styles.section}>
      <h3>{texts.aliases}</h3>
      {aliases.length === 0 && <p className={styles.hint}>{texts.noAliases}</p>}
      <ul className={styles.list}>
        {aliases.map((alias) => {
          const isGone = removed.includes(alias);
          return (
            <li key={alias}>
              <bdi className={isGone ? styles.gone : undefined}>{alias}</bdi>
              <AliasUse alias={alias} uses={uses} />
              {isGone && <span className={styles.hint}>{texts.aliasGoes}</span>}
              <IconButton
                label={isGone ? texts.keepAlias(alias) : texts.removeAlias(alias)}
                onPress={() => onChange(isGone ? removed.filter((one) => one !== alias) : [...removed, alias])}
              >
                {isGone ? <RotateCcw size={16} aria-hidden /> : <Trash2 size={16} aria-hidden />}
              </IconButton>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
