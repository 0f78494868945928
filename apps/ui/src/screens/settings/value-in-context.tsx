import { useQuery } from '@tanstack/react-query';
import type { Context } from '@heksher/domain';
import type { ReactElement } from 'react';
import { evaluated } from '../../api/evaluation.js';
import { ValueLine } from '../../components/value.js';
import { words } from '../../words/en.js';
import styles from './settings.module.css';

/** The value of a setting in the context of the list, and why. */
export function ValueInContext({ name, context }: { name: string; context: Context }): ReactElement | null {
  const { data, isError } = useQuery(evaluated(name, context));
  if (isError) return <span className="quiet">{words.settings.noValue}</span>;
  if (!data) return null;
  const why =
    data.reason === 'rule' && data.rule_id !== undefined ? words.setting.rule(data.rule_id) : words.common.default;
  return (
    <span className={styles.valueInContext}>
      <ValueLine value={data.value} />
      <span className="quiet">{why}</span>
    </span>
  );
}
