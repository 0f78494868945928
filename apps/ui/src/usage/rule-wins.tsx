import type { ReactElement } from 'react';
import { useIsCounted, type RuleWins as Wins } from '../api/usage.js';
import { inWords } from '../components/failure.js';
import { Time } from '../components/time.js';
import { words } from '../words/en.js';

interface RuleWinsProps {
  rule: number;
  data?: Wins;
  /** Why nothing is known. */
  error: Error | null;
}

const texts = words.usage;

/** How often a rule has won, as names and facts of a list of them; nothing if that is not counted. */
export function RuleWins({ rule, data, error }: RuleWinsProps): ReactElement | null {
  const isCounted = useIsCounted();
  const use = data?.get(rule);
  return (
    <>
      {use?.depends_on_resolver && (
        <>
          <dt>{texts.resolverTitle}</dt>
          <dd>{texts.resolverWhy}</dd>
        </>
      )}
      {isCounted && use && (
        <>
          <dt>{texts.wins}</dt>
          <dd>
            {use.wins === 0 ? texts.noWins : texts.winCount(use.wins)}
            {use.last_won_at !== null && (
              <>
                , {texts.lastWin} <Time at={use.last_won_at} />
              </>
            )}
            {!use.complete && <p className="quiet">{texts.incomplete}</p>}
          </dd>
        </>
      )}
      {isCounted && error && !data && (
        <>
          <dt>{texts.wins}</dt>
          <dd>
            {texts.winsUnknown} {inWords(error).title}
          </dd>
        </>
      )}
    </>
  );
}
