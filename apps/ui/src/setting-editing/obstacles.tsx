import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Rule } from '../api/types.js';
import { Conditions } from '../components/conditions.js';
import { ValueLine } from '../components/value.js';
import { words } from '../words/en.js';
import type { PlannedChange } from './plan-change.js';
import styles from './setting-editing.module.css';

const texts = words.settingEditing;
const MOST_SHOWN = 100;

interface ObstaclesProps {
  setting: string;
  plan: PlannedChange;
}

/** Why a setting cannot change like this, with the rules that are in the way. */
export function Obstacles({ setting, plan: { refusal, unfit, dependent } }: ObstaclesProps): ReactElement | null {
  if (refusal === undefined) return null;
  const rules = unfit.length + dependent.length;
  return (
    <div role="alert" className={styles.bad}>
      {unfit.length > 0 && <Rules title={texts.unfit(unfit.length)} setting={setting} rules={unfit} />}
      {dependent.length > 0 && <Rules title={texts.dependent(dependent.length)} setting={setting} rules={dependent} />}
      {rules === 0 && <p>{refusal}</p>}
    </div>
  );
}

function Rules({ title, setting, rules }: { title: string; setting: string; rules: readonly Rule[] }): ReactElement {
  const shown = rules.slice(0, MOST_SHOWN);
  return (
    <>
      <p>{title}</p>
      <ul className={styles.list}>
        {shown.map(({ rule_id: id, feature_values: conditions, value }) => (
          <li key={id}>
            <Link to="/settings/$name" params={{ name: setting }} search={{ rule: String(id) }} target="_blank">
              {texts.rule(id)}
            </Link>
            <Conditions conditions={conditions} />
            <ValueLine value={value} />
          </li>
        ))}
      </ul>
      {rules.length > shown.length && <p>{words.common.more(rules.length - shown.length)}</p>}
    </>
  );
}
