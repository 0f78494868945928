import { storedMetadata } from '../metadata.js';
import type { Rule } from '../rule.js';
import { CHANGED_SINCE, type HistoryConflict } from './conflict.js';
import type { RuleDelta } from './delta.js';
import { differing, judgeThree, metadataKey, ruleAttributesOf, type Difference } from './three-way.js';

/** A rule now; undefined if it does not exist. */
interface RuleNow {
  now: Rule | undefined;
  /** The canonical name of its setting. */
  setting: string;
}

/**
 * The rule once a change of it is taken back: undefined if it should not exist, `now` if there is nothing to do. Adds what is
 * in the way to `conflicts`.
 */
export function undoneRule(
  { id, before, after }: RuleDelta,
  { now, setting }: RuleNow,
  conflicts: HistoryConflict[],
): Rule | undefined {
  const found = { setting, ruleId: id, reason: CHANGED_SINCE };
  if (before && after) return undoChanged({ before, after }, now, (one) => conflicts.push({ ...found, ...one }));
  const isDone = now === undefined || (before !== undefined && isAs(before, now));
  if (isDone) return now ?? before;
  const differences = differing(after && ruleAttributesOf(after), ruleAttributesOf(now));
  conflicts.push(...differences.map((one) => ({ ...found, ...one })));
  return differences.length > 0 ? now : undefined;
}

function isAs(before: Rule, now: Rule): boolean {
  return differing(ruleAttributesOf(before), ruleAttributesOf(now)).length === 0;
}

function undoChanged(
  { before, after }: { before: Rule; after: Rule },
  now: Rule | undefined,
  refuse: (difference: Difference) => void,
): Rule | undefined {
  if (!now) {
    refuse({ attribute: 'value', expected: after.value, actual: undefined });
    return undefined;
  }
  const [old, made, present] = [ruleAttributesOf(before), ruleAttributesOf(after), ruleAttributesOf(now)];
  let rule = now;
  for (const attribute of new Set([...old.keys(), ...made.keys()])) {
    const three = { before: old.get(attribute), after: made.get(attribute), now: present.get(attribute) };
    const verdict = judgeThree(three);
    if (verdict === 'before') rule = withAttribute(rule, attribute, before);
    if (verdict === 'conflict') refuse({ attribute, expected: three.after, actual: three.now });
  }
  return rule;
}

function withAttribute(rule: Rule, attribute: string, from: Rule): Rule {
  const key = metadataKey(attribute);
  if (key === undefined) {
    return attribute === 'value' ? { ...rule, value: from.value } : { ...rule, conditions: from.conditions };
  }
  const others = Object.entries(rule.metadata).filter(([other]) => other !== key);
  const old = Object.entries(from.metadata).filter(([other]) => other === key);
  return { ...rule, metadata: storedMetadata(Object.fromEntries([...others, ...old])) };
}
