import type { ReactElement } from 'react';
import { Button } from '../components/button.js';
import warning from '../components/warning.module.css';
import { DifferenceList } from '../diff/entry-view.js';
import { differencesOf } from '../diff/entry.js';
import type { Setting } from '../api/types.js';
import { words } from '../words/en.js';
import styles from './setting-editing.module.css';

const texts = words.settingEditing;

interface MeanwhileProps {
  /** The setting as it was when the editing began. */
  then: Setting;
  now: Setting;
  onTheirs: () => void;
  onMine: () => void;
}

/** Says what somebody else has changed while a setting is edited, and lets the person choose. */
export function Meanwhile({ then, now, onTheirs, onMine }: MeanwhileProps): ReactElement {
  const differences = differencesOf({ ...then }, { ...now });
  return (
    <div role="alert" className={warning.warning}>
      <p>{differences.length === 0 ? texts.rulesChangedMeanwhile : texts.changedMeanwhile}</p>
      {differences.length > 0 && <DifferenceList differences={differences} />}
      <p className={styles.hint}>{texts.keepMineText}</p>
      <div className={styles.buttons}>
        <Button onPress={onMine}>{texts.keepMine}</Button>
        <Button onPress={onTheirs}>{texts.useTheirs}</Button>
      </div>
    </div>
  );
}
