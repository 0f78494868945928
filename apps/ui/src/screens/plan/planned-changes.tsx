import { Link } from '@tanstack/react-router';
import { useMemo, useState, type ReactElement, type ReactNode } from 'react';
import type { LatestChange } from '../../api/types.js';
import type { PlannedChange } from '../../api/plan.js';
import { Button } from '../../components/button.js';
import { SettingLink } from '../../components/setting-link.js';
import { Time } from '../../components/time.js';
import { DifferenceList, PARTS, Sentence } from '../../diff/entry-view.js';
import { words } from '../../words/en.js';
import { differencesOfChange } from './change-differences.js';
import { groupChanges, type ChangesOfOne } from './group-changes.js';
import styles from './plan.module.css';

const SHOWN_AT_ONCE = 50;

/** The differences between the service and a document, by setting. */
export function PlannedChanges({ changes }: { changes: readonly PlannedChange[] }): ReactElement {
  const groups = useMemo(() => groupChanges(changes), [changes]);
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  return (
    <>
      <ul className={styles.groups}>
        {groups.slice(0, shown).map(({ setting, changes: ofSetting }) => (
          <li key={setting ?? ''} className={styles.group}>
            <h3>{setting === null ? words.plan.features : headingOf(setting, ofSetting)}</h3>
            <ul className={styles.changes}>
              {ofSetting.map((ofOne, at) => (
                <li key={at}>
                  <ChangeView changes={ofOne} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {shown < groups.length && (
        <div className={styles.buttons}>
          <Button onPress={() => setShown(shown + SHOWN_AT_ONCE)}>
            {words.plan.moreSettings(Math.min(SHOWN_AT_ONCE, groups.length - shown))}
          </Button>
        </div>
      )}
    </>
  );
}

/** A setting that does not exist yet has no page. */
function headingOf(setting: string, changes: readonly ChangesOfOne[]): ReactNode {
  const isNew = changes.some(([change]) => isWhole(change) && change.before === undefined);
  return isNew ? <bdi>{setting}</bdi> : <SettingLink name={setting} />;
}

function isWhole({ attribute, when }: PlannedChange): boolean {
  return attribute === undefined && when === undefined;
}

function ChangeView({ changes }: { changes: ChangesOfOne }): ReactElement {
  const differences = useMemo(() => changes.flatMap(differencesOfChange), [changes]);
  const overwritten = new Map(changes.flatMap(({ last_changed: last }) => (last ? [[last.sequence, last]] : [])));
  return (
    <div className={styles.change}>
      <Sentence parts={sentenceOf(changes)} />
      {differences.length > 0 && <DifferenceList differences={differences} />}
      {[...overwritten.values()].map((last) => (
        <Overwritten key={last.sequence} change={last} />
      ))}
    </div>
  );
}

function sentenceOf([{ setting, when, ...first }, ...others]: ChangesOfOne): ReactNode[] {
  const { did } = words.plan;
  if (setting === null) return [did.featuresChanged];
  const whole = [first, ...others].find(({ attribute }) => attribute === undefined);
  const isAdded = whole !== undefined && whole.before === undefined;
  const isDeleted = whole !== undefined && whole.after === undefined;
  if (when === undefined) return [isAdded ? did.settingAdded : isDeleted ? did.settingDeleted : did.settingChanged];
  const rule = PARTS.rule(Object.entries(when));
  if (isAdded) return did.ruleAdded(rule);
  return isDeleted ? did.ruleDeleted(rule) : did.ruleChanged(rule);
}

/** Whose change the document would take back. */
function Overwritten({ change: { sequence, at, actor } }: { change: LatestChange }): ReactElement {
  return (
    <p className="quiet">
      {words.plan.overwrites} <bdi>{actor ?? words.common.anyone}</bdi>, <Time at={at} />:{' '}
      <Link to="/changes/$sequence" params={{ sequence: String(sequence) }}>
        {words.changes.change(sequence)}
      </Link>
    </p>
  );
}
