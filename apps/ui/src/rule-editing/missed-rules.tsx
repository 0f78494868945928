import { useQuery } from '@tanstack/react-query';
import { jsonEquals, printJson } from '@heksher/domain';
import type { ReactElement } from 'react';
import { isOutdated, type Failure } from '../api/http.js';
import { latestChange } from '../api/queries.js';
import { equationsText } from '../components/conditions.js';
import { OutdatedNote } from '../components/outdated.js';
import { words } from '../words/en.js';
import { conditionsKey, type ListedRule } from './rule-operations.js';

interface MissedRulesProps {
  error: Failure;
  before: readonly ListedRule[];
  now: readonly ListedRule[];
}

/** Says that somebody else was faster, and what became of the chosen rules. */
export function MissedRules({ error, before, now }: MissedRulesProps): ReactElement {
  const found = new Map(now.map((rule) => [rule.rule_id, rule]));
  const gone = before.find(({ rule_id }) => !found.has(rule_id));
  // That a rule does not exist says nothing of who deleted it.
  const { data: deletion } = useQuery({
    ...latestChange(gone?.setting ?? '', gone?.rule_id),
    enabled: gone !== undefined && !isOutdated(error),
  });
  const differences = before.flatMap((rule) => {
    const text = differenceOf(rule, found.get(rule.rule_id));
    return text === undefined ? [] : [<bdi key={rule.rule_id}>{text}</bdi>];
  });
  return <OutdatedNote error={error} latest={deletion} differences={differences} />;
}

function differenceOf(then: ListedRule, now: ListedRule | undefined): string | undefined {
  const { outdated, common } = words;
  const what = `${then.setting}, ${equationsText(then.feature_values) || common.everyone}`;
  if (!now) return outdated.gone(what);
  if (conditionsKey(then.feature_values) !== conditionsKey(now.feature_values)) {
    return outdated.moved(what, equationsText(now.feature_values) || common.everyone);
  }
  if (printJson(then.value) !== printJson(now.value)) {
    return outdated.became(what, printJson(then.value), printJson(now.value));
  }
  return jsonEquals(then.metadata, now.metadata) ? undefined : outdated.metadata(what);
}
