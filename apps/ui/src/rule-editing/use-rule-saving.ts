import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Failure, newKey } from '../api/http.js';
import { readSettingRules, settingRules } from '../api/queries.js';
import { save } from '../api/save.js';
import type { ChangeSetResult, Rule } from '../api/types.js';
import { duplicateOf, isSameRule, operationOf, type RuleDraft, type Start } from './rule-draft.js';

/** What somebody else has done to the rule since the dialogue was opened. */
export interface Conflict {
  /** The rule as it is now; undefined if it is deleted. */
  theirs: Rule | undefined;
  /** Of the setting with its rules, as they are now. */
  etag: string | undefined;
}

interface Saving {
  isPending: boolean;
  error: unknown;
  conflict: Conflict | undefined;
  /** Saves a draft. Resolves to undefined if it is not saved; `error` or `conflict` say why. */
  run: (
    draft: RuleDraft,
    from: { start: Start; etag: string | undefined; note: string },
  ) => Promise<ChangeSetResult | undefined>;
  /** Goes back to editing. */
  dismiss: () => void;
}

/** The entity tag is that of all rules of the setting. If others of them change all the time, saving gives up. */
const MOST_TRIES = 4;

/** The rule is already what the person wants, such as after the same change by somebody else. */
const NOTHING_LEFT: ChangeSetResult = { sequence: null, results: [], warnings: [] };

/** Saves a rule on the state that the person saw. If somebody else was faster, nobody's work is overwritten. */
export function useRuleSaving(setting: string): Saving {
  const client = useQueryClient();
  const [conflict, setConflict] = useState<Conflict>();
  const isUnderWay = useRef(false);
  // One key for one intention: what the person changes after a failure is another one.
  const [attempt, setAttempt] = useState({ text: '', key: newKey() });

  async function tryToSave(draft: RuleDraft, { start, etag, note }: Parameters<Saving['run']>[1]) {
    let tag = etag;
    for (let tries = 1; ; tries++) {
      const operation = operationOf(draft, setting, start);
      if (!operation) return NOTHING_LEFT;
      const text = JSON.stringify([operation, note, tag]);
      const key = text === attempt.text ? attempt.key : newKey();
      setAttempt({ text, key });
      try {
        return await save({ operations: [{ ...operation, if_match: tag }], note }, key);
      } catch (failure) {
        if (!isOutOfDate(failure, start) || tries === MOST_TRIES) throw failure;
        // Not by the cache, which may be reading already: what it reads may be older than the refusal.
        const now = await readSettingRules(setting);
        client.setQueryData(settingRules(setting).queryKey, now);
        const theirs =
          start.kind === 'edit' ? now.rules.find(({ rule_id }) => rule_id === start.rule.rule_id) : undefined;
        const isUntouched = start.kind === 'edit' ? theirs && isSameRule(theirs, start.rule) : true;
        if (!isUntouched) {
          setConflict({ theirs, etag: now.etag });
          return undefined;
        }
        if (duplicateOf(draft, now.rules, start)) throw failure;
        // Other rules of the setting have changed, not this one: nothing of theirs is overwritten.
        tag = now.etag;
      }
    }
  }

  const { mutateAsync, isPending, error } = useMutation({
    mutationFn: ([draft, from]: Parameters<Saving['run']>) => tryToSave(draft, from),
  });
  return {
    isPending,
    error: error ?? undefined,
    conflict,
    run: async (...parameters) => {
      // A double click saves once.
      if (isUnderWay.current) return undefined;
      isUnderWay.current = true;
      setConflict(undefined);
      try {
        return await mutateAsync(parameters);
      } catch {
        return undefined;
      } finally {
        isUnderWay.current = false;
      }
    },
    dismiss: () => setConflict(undefined),
  };
}

/** A rule that was deleted meanwhile is not found. */
function isOutOfDate(failure: unknown, start: Start): boolean {
  if (!(failure instanceof Failure)) return false;
  return failure.status === 412 || (failure.status === 404 && start.kind === 'edit');
}
