import { decisionTable, parseStoredJson, type Context, type Decision, type Ruleset } from '@heksher/domain';
import { useMemo, useState, type ReactElement } from 'react';
import { Button } from '../../components/button.js';
import { equationsText } from '../../components/conditions.js';
import { ValueText } from '../../components/value.js';
import { words } from '../../words/en.js';
import styles from './setting.module.css';

const SHOWN = 8;

/** The value in a context, and what it depends on if some features are open. */
export function DecisionPanel({ ruleset, context }: { ruleset: Ruleset; context: Context }): ReactElement {
  const lines = useMemo(() => decisionTable(ruleset, context), [ruleset, context]);
  const [isWhole, setWhole] = useState(false);
  const last = lines.at(-1) as Decision; // there is always one
  const others = lines.slice(0, -1);
  const shown = isWhole ? others : others.slice(0, SHOWN);
  return (
    <section aria-label={words.setting.inContext} className={styles.decision}>
      <p>
        {others.length > 0 ? words.setting.ifNothingElse : words.setting.inContext}{' '}
        <ValueText value={valueOf(last, ruleset)} /> <span className="quiet">({reasonOf(last)})</span>
      </p>
      {others.length > 0 && (
        <>
          <p>{words.setting.depends}</p>
          <table className={styles.small}>
            <thead>
              <tr>
                <th scope="col">{words.setting.when}</th>
                <th scope="col">{words.setting.columns.value}</th>
                <th scope="col">{words.setting.because}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((line) => (
                <tr key={line.rule?.id}>
                  <th scope="row">
                    <bdi>{equationsText(line.conditions.map(({ feature, value }) => [feature, value]))}</bdi>
                  </th>
                  <td>
                    <ValueText value={valueOf(line, ruleset)} />
                  </td>
                  <td>{reasonOf(line)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {others.length > SHOWN && (
            <Button look="plain" onPress={() => setWhole(!isWhole)}>
              {isWhole ? words.common.showLess : words.common.more(others.length - SHOWN)}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function valueOf({ rule }: Decision, ruleset: Ruleset) {
  return parseStoredJson(rule?.value ?? ruleset.defaultValue);
}

function reasonOf({ rule }: Decision): string {
  return rule ? words.setting.rule(rule.id) : words.common.default;
}
