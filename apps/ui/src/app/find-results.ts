import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { SETTING_NAME, whyNotName } from '@heksher/domain';
import { useEffect, useState } from 'react';
import { ask } from '../api/http.js';
import { contextFeatures, featureValues } from '../api/queries.js';
import { firstRules, type RulesPage } from '../api/rule-search.js';
import type { SettingsPage } from '../api/types.js';
import { words } from '../words/en.js';
import { useActionItems, usePageItems, type Openers } from './find-actions.js';
import { useItemMakers, type FoundGroup, type FoundItem, type FoundValue, type ItemMakers } from './find-items.js';
import { hasAllWords, nearestFirst, readQuestion } from './find-question.js';
import { recentSettings } from './find-recent.js';

const PAUSE_MS = 200;
const SETTINGS = 20;
/** The nearest of them are shown: the service sorts by name. */
const LOOKED_AT = 100;
const RULES = 5;
const VALUES = 3;

export interface Results {
  groups: FoundGroup[];
  isSearching: boolean;
  error: unknown;
  retry: () => void;
}

/** What is found for a text. The service is asked when the person pauses, and requests for earlier texts are cancelled. */
export function useResults(typed: string, openers: Openers): Results {
  const now = typed.trim();
  const text = usePaused(now);
  const remote = useRemoteGroups(text);
  const pages = usePageItems();
  const actions = useActionItems(openers);
  const makers = useItemMakers();
  const [recent] = useState(recentSettings);
  const matching = (items: FoundItem[]) => (now === '' ? items : items.filter((item) => hasAllWords(item.text, now)));
  const isPending = now !== text;

  const groups: FoundGroup[] = [
    ...(now === '' ? [{ id: 'recent', title: words.find.recent, items: recent.map(makers.recent) }] : remote.groups),
    { id: 'pages', title: words.find.pages, items: matching(pages) },
    { id: 'actions', title: words.find.actions, items: matching(actions) },
  ];
  return {
    groups: groups.filter(({ items }) => items.length > 0),
    isSearching: now !== '' && (isPending || remote.isFetching),
    error: now === '' ? null : remote.error,
    retry: remote.retry,
  };
}

function useRemoteGroups(text: string) {
  const isAsked = text !== '';
  const makers = useItemMakers();
  const features = useQuery(contextFeatures());
  const question = readQuestion(text, features.data?.features ?? []);
  const settings = useQuery({ ...foundSettings({ search: text, limit: LOOKED_AT }), enabled: isAsked });
  // Among very many results, the names that begin with the text may not be on the first page.
  const isName = whyNotName(SETTING_NAME, text) === undefined;
  const byName = useQuery({ ...foundSettings({ prefix: text, limit: RULES }), enabled: isAsked && isName });
  const byValue = useQuery({ ...firstRules({ value_contains: text }, RULES), enabled: isAsked });
  const conditions = question.conditions;
  const byConditions = useQuery({
    ...firstRules({ feature_values: conditions ?? '' }, RULES),
    enabled: conditions !== undefined,
  });
  const values = useQueries({
    queries: question.values.map(({ feature, prefix }) => featureValues(feature, prefix, VALUES)),
  });

  const found: FoundValue[] = question.values.flatMap(({ feature }, at) =>
    (values[at]?.data ?? []).map((one) => ({ feature, ...one })),
  );
  // What is not asked for this text has the results of an earlier one.
  const named = isName ? (byName.data?.settings ?? []) : [];
  const near = nearestFirst([...named, ...(settings.data?.settings ?? [])], text);
  const settingItems = near.slice(0, SETTINGS).map((one) => makers.setting(one, text));
  if (settings.data && settings.data.total > settingItems.length) {
    settingItems.push(makers.allSettings(settings.data.total, text));
  }
  const groups = isAsked
    ? [
        { id: 'settings', title: words.find.settings, items: settingItems },
        { id: 'values', title: words.find.values, items: found.sort(byUse).map(makers.value) },
        {
          id: 'conditions',
          title: words.find.byConditions,
          items: conditions === undefined ? [] : ruleItems(byConditions.data, 'feature_values', conditions, makers),
        },
        { id: 'rules', title: words.find.byValue, items: ruleItems(byValue.data, 'value_contains', text, makers) },
      ]
    : [];
  const queries = [features, settings, byName, byValue, byConditions, ...values];
  const failed = queries.filter(({ error }) => error !== null);
  return {
    groups,
    isFetching: queries.some(({ isFetching }) => isFetching),
    error: failed[0]?.error ?? null,
    retry: () => failed.forEach(({ refetch }) => void refetch()),
  };
}

function ruleItems(
  page: RulesPage | undefined,
  filter: 'feature_values' | 'value_contains',
  text: string,
  makers: ItemMakers,
): FoundItem[] {
  if (!page || page.total === 0) return [];
  const rules = page.rules.map((rule) => ({ ...makers.rule(rule), id: `${filter} ${rule.rule_id}` }));
  return page.total === 1 ? rules : [...rules, makers.allRules(page, filter, text)];
}

function byUse(left: FoundValue, right: FoundValue): number {
  return right.rules - left.rules;
}

function foundSettings(filters: { search?: string; prefix?: string; limit: number }) {
  return queryOptions({
    queryKey: ['settings', 'found', filters],
    queryFn: async ({ signal }) => {
      const query = { ...filters, include_additional_data: true };
      return (await ask<SettingsPage>('api/v1/settings', { query, signal })).body;
    },
    placeholderData: keepPreviousData,
  });
}

/** A text once it has not changed for a moment; an empty one at once. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(setPaused, text === '' ? 0 : PAUSE_MS, text);
    return () => clearTimeout(timer);
  }, [text]);
  return text === '' ? '' : paused;
}
