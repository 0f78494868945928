import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactElement } from 'react';
import { latestChange } from '../../api/queries.js';
import { Time } from '../../components/time.js';

/** Rows that are only scrolled past ask for nothing. */
const SETTLED_MS = 300;

interface LatestRuleChangeProps {
  setting: string;
  rule: number;
}

/** The author and the time of a rule's latest change. */
export function LatestRuleChange(props: LatestRuleChangeProps): ReactElement | null {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(setSettled, SETTLED_MS, true);
    return () => clearTimeout(timer);
  }, []);
  return isSettled ? <Change {...props} /> : null;
}

function Change({ setting, rule }: LatestRuleChangeProps): ReactElement | null {
  const { data } = useQuery(latestChange(setting, rule));
  if (!data) return null;
  return (
    <span>
      <Time at={data.at} /> {data.actor !== null && <bdi>{data.actor}</bdi>}
    </span>
  );
}
