import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { latestChange } from '../api/queries.js';
import type { Rule } from '../api/types.js';
import { Button } from '../components/button.js';
import { equationsText } from '../components/conditions.js';
import { Dialog, DialogActions } from '../components/dialog.js';
import { Time } from '../components/time.js';
import { ValueText } from '../components/value.js';
import { informationOf } from './information.js';
import { words } from '../words/en.js';
import { conditionsOf, type RuleDraft } from './rule-draft.js';
import styles from './rule-editing.module.css';

interface ConflictPanelProps {
  setting: string;
  /** The rule when the person began. */
  seen: Rule;
  /** The rule now; undefined if it is deleted. */
  theirs: Rule | undefined;
  draft: RuleDraft;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onGoOn: () => void;
}

const { ruleEditing } = words;

/** Shows both sides of a conflict, and lets the person choose. Nothing is written meanwhile. */
export function ConflictPanel(props: ConflictPanelProps): ReactElement {
  const { setting, seen, theirs, draft, onKeepMine, onTakeTheirs, onGoOn } = props;
  const { data: latest } = useQuery({ ...latestChange(setting, seen.rule_id), staleTime: 0 });
  const mine = {
    ...seen,
    value: draft.value,
    feature_values: [...conditionsOf(draft)],
    metadata: { information: draft.information },
  };
  const sides = [
    { title: ruleEditing.wasSeen, rule: seen },
    { title: ruleEditing.isNow, rule: theirs },
    { title: ruleEditing.yours, rule: mine },
  ];
  return (
    <Dialog
      isWide
      isAlert
      title={theirs ? ruleEditing.conflictTitle : ruleEditing.conflictDeleted}
      isOpen
      onClose={onGoOn}
    >
      <p>{ruleEditing.conflictText}</p>
      {latest && (
        <p>
          {ruleEditing.conflictBy} <Time at={latest.at} />, <bdi>{latest.actor ?? words.common.anyone}</bdi>
          {latest.note !== null && <bdi className="quiet"> “{latest.note}”</bdi>}
        </p>
      )}
      <table className={styles.sides}>
        <thead>
          <tr>
            <td />
            {sides.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Line title={ruleEditing.value} sides={sides} show={({ value }) => <ValueText value={value} />} />
          <Line title={ruleEditing.conditions} sides={sides} show={conditionsInWords} />
          <Line title={ruleEditing.ruleNote} sides={sides} show={(rule) => <bdi>{informationOf(rule)}</bdi>} />
        </tbody>
      </table>
      <DialogActions>
        <Button onPress={onTakeTheirs}>{ruleEditing.takeTheirs}</Button>
        <Button onPress={onGoOn}>{ruleEditing.goOn}</Button>
        <Button look="danger" onPress={onKeepMine}>
          {ruleEditing.keepMine}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface LineProps {
  title: string;
  sides: readonly { title: string; rule: Rule | undefined }[];
  show: (rule: Rule) => ReactElement;
}

function Line({ title, sides, show }: LineProps): ReactElement {
  return (
    <tr>
      <th scope="row">{title}</th>
      {sides.map((side) => (
        <td key={side.title}>{side.rule ? show(side.rule) : <span className="quiet">{ruleEditing.gone}</span>}</td>
      ))}
    </tr>
  );
}

function conditionsInWords({ feature_values }: Rule): ReactElement {
  return <bdi>{feature_values.length === 0 ? words.common.everyone : equationsText(feature_values)}</bdi>;
}
