import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { lastUseOf, settingUsage, useIsCounted, type Use } from '../api/usage.js';
import { ago } from '../components/time.js';
import { words } from '../words/en.js';
import styles from './usage.module.css';

/** The uses of a setting, the newest first; undefined while they are not known, or if the service counts none. */
export function useUses(setting: string): readonly Use[] | undefined {
  return useQuery({ ...settingUsage(setting), enabled: useIsCounted() === true }).data?.uses;
}

interface AliasUseProps {
  alias: string;
  /** Of the setting, the newest first; undefined if they are not known. */
  uses: readonly Use[] | undefined;
}

/** A mark on an alias that clients ask for: when last, and on hover and focus also who. */
export function AliasUse({ alias, uses }: AliasUseProps): ReactElement | null {
  const last = lastUseOf(alias, uses);
  if (!last) return null;
  const when = ago(new Date(last.last_at));
  const whole = words.usage.askedForBy(when, last.client);
  return (
    <span className={styles.mark} data-tip={whole} tabIndex={0}>
      <span aria-hidden>{words.usage.askedFor(when)}</span>
      <span className="hidden">{whole}</span>
    </span>
  );
}
