import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { newestFirst, settingUsage, useIsCounted, type SettingUsage, type Use } from '../api/usage.js';
import { Dialog } from '../components/dialog.js';
import { inWords } from '../components/failure.js';
import { Time } from '../components/time.js';
import { words } from '../words/en.js';
import { CountedSince } from './counted-since.js';
import { UsesTable } from './uses-table.js';
import styles from './usage.module.css';

const SHOWN = 3;

interface UsedByProps {
  setting: string;
  /** Puts it in its place. */
  children: (content: ReactNode) => ReactElement;
}

/** The latest clients of a setting, and a button that shows all of its uses. It is empty if the service counts none. */
export function UsedBy({ setting, children }: UsedByProps): ReactElement | null {
  const isCounted = useIsCounted();
  const { data, error, refetch } = useQuery({ ...settingUsage(setting), enabled: isCounted === true });
  if (isCounted === false || data === null) return null;
  if (data) return children(<Summary setting={setting} usage={data} />);
  if (!error) return children(words.common.loading);
  return children(
    <>
      {words.usage.notKnown} {inWords(error).title}{' '}
      <Button className={styles.link ?? ''} onPress={() => void refetch()}>
        {words.usage.askAgain}
      </Button>
    </>,
  );
}

function Summary({ setting, usage }: { setting: string; usage: SettingUsage }): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const { uses, ofEverything } = usage;
  const all = newestFirst([...uses, ...ofEverything]);
  const clients = lastOfEach(uses);
  return (
    <>
      {clients.length === 0 && (ofEverything.length === 0 ? words.usage.nobody : words.usage.onlyEverything)}
      {clients.slice(0, SHOWN).map(({ client, last_at }) => (
        <span key={client} className={styles.client}>
          <bdi>{client}</bdi> <Time at={last_at} />
        </span>
      ))}
      {clients.length > SHOWN && <span className={styles.client}>{words.usage.andMore(clients.length - SHOWN)}</span>}
      {all.length === 0 ? (
        <span className="quiet">
          {' '}
          <CountedSince at={usage.countedSince} />
        </span>
      ) : (
        <Button className={styles.link ?? ''} onPress={() => setOpen(true)}>
          {words.usage.allUses}
        </Button>
      )}
      {isOpen && (
        <Dialog isWide title={words.usage.title(setting)} isOpen onClose={() => setOpen(false)}>
          <p className="quiet">
            <CountedSince at={usage.countedSince} />
          </p>
          <UsesTable uses={all} label={words.usage.title(setting)} />
        </Dialog>
      )}
    </>
  );
}

/** The newest use of each client, the newest first. */
function lastOfEach(uses: readonly Use[]): Use[] {
  const last = new Map<string, Use>();
  for (const use of uses) if (!last.has(use.client)) last.set(use.client, use);
  return [...last.values()];
}
