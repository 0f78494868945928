import type { ReactElement } from 'react';
import { TextField } from '../components/field.js';
import { words } from '../words/en.js';
import type { PlannedChange } from './plan-change.js';
import styles from './setting-editing.module.css';

const texts = words.settingEditing;
export const VERSION = /^\d{1,9}\.\d{1,9}$/;

interface VersionChoiceProps {
  plan: PlannedChange;
  /** The version now. */
  stored: string;
  /** What the person wants instead of what is proposed; empty for that. */
  value: string;
  onChange: (value: string) => void;
}

/** The version that a change needs, with the reason. It can be another one. */
export function VersionChoice({ plan, stored, value, onChange }: VersionChoiceProps): ReactElement | null {
  const { version, level, differences } = plan;
  if (version === undefined) return null;
  return (
    <div className={styles.section}>
      <p>
        {texts.versionNow(stored)} {level === 'none' ? texts.proposed.none : texts.proposed[level](version)}
      </p>
      {differences.length > 0 && (
        <ul className={styles.list}>
          {differences.map((one, at) => (
            <li key={at}>
              {'attribute' in one ? (texts.differences[one.attribute] ?? one.attribute) : one.message}:{' '}
              {texts.level[one.level]}
            </li>
          ))}
        </ul>
      )}
      {level !== 'none' && (
        <TextField
          label={texts.version}
          hint={texts.versionHint}
          placeholder={version}
          value={value}
          onChange={onChange}
          error={value === '' || VERSION.test(value) ? undefined : texts.versionFault}
        />
      )}
    </div>
  );
}
