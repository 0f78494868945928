import { words } from '../../words/en.js';
import type { Row } from './ruleset.js';

const { outcomes } = words.setting;

/** Why a row does or does not win in the context; undefined without a context. */
export function wordsOfOutcome(row: Row): string | undefined {
  if (row.outcome === undefined) return undefined;
  if (row.kind === 'default') return row.outcome === 'won' ? outcomes.defaultWins : outcomes.defaultLoses;
  const { outcome } = row;
  switch (outcome.kind) {
    case 'won':
      return outcomes.wins;
    case 'lost':
      return outcomes.beaten(outcome.beatenBy, outcome.at);
    case 'no match':
      return outcome.actual === undefined
        ? outcomes.open(outcome.failed.feature)
        : outcomes.differs(outcome.failed.feature, outcome.failed.value);
    case 'never':
      return outcomes.never(outcome.notConfigurableBy.join(', '));
  }
}
