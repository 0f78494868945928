import { useNavigate } from '@tanstack/react-router';
import { Filter, History, List, ListFilter, Settings2 } from 'lucide-react';
import type { ReactElement } from 'react';
import type { FoundRule, FoundSetting } from '../api/types.js';
import type { RulesPage } from '../api/rule-search.js';
import { conditionsText } from '../components/conditions.js';
import { lineOf } from '../components/value.js';
import { words } from '../words/en.js';

/** One result. */
export interface FoundItem {
  id: string;
  text: string;
  /** More about it, in smaller letters. */
  detail?: string;
  icon: ReactElement;
  run: () => void;
}

export interface FoundGroup {
  id: string;
  title: string;
  items: FoundItem[];
}

/** A value of a feature, with the number of rules that have it as a condition. */
export interface FoundValue {
  feature: string;
  value: string;
  rules: number;
}

export type ItemMakers = ReturnType<typeof useItemMakers>;

const ICON = { size: 16, 'aria-hidden': true } as const;
const { find } = words;

/** Makes items that lead to where the results are. */
export function useItemMakers() {
  const navigate = useNavigate();
  return {
    recent: (name: string): FoundItem => ({
      id: `recent ${name}`,
      text: name,
      icon: <History {...ICON} />,
      run: () => void navigate({ to: '/settings/$name', params: { name } }),
    }),

    setting: ({ name, aliases, type, default_value }: FoundSetting, text: string): FoundItem => {
      const alias = aliases.find((one) => one.toLowerCase().includes(text.toLowerCase()));
      const isByName = name.toLowerCase().includes(text.toLowerCase());
      return {
        id: `setting ${name}`,
        text: name,
        detail: alias !== undefined && !isByName ? find.alias(alias) : `${type} ${lineOf(default_value)}`,
        icon: <Settings2 {...ICON} />,
        run: () => void navigate({ to: '/settings/$name', params: { name } }),
      };
    },

    allSettings: (total: number, text: string): FoundItem => ({
      id: 'all settings',
      text: find.allSettings(total),
      icon: <List {...ICON} />,
      run: () => void navigate({ to: '/settings', search: { q: text } }),
    }),

    rule: ({ rule_id, setting, feature_values, value }: FoundRule): FoundItem => ({
      id: `rule ${rule_id}`,
      text: setting,
      detail: `${conditionsText(feature_values)} → ${lineOf(value)}`,
      icon: <Filter {...ICON} />,
      run: () => void navigate({ to: '/settings/$name', params: { name: setting }, search: { rule: String(rule_id) } }),
    }),

    allRules: ({ total }: RulesPage, filter: 'feature_values' | 'value_contains', text: string): FoundItem => ({
      id: `all rules ${filter}`,
      text: filter === 'value_contains' ? find.allWithValue(total, text) : find.allWithConditions(total, text),
      icon: <List {...ICON} />,
      run: () => void navigate({ to: '/rules', search: { [filter]: text } }),
    }),

    value: ({ feature, value, rules }: FoundValue): FoundItem => ({
      id: `value ${feature}:${value}`,
      text: `${feature}: ${value}`,
      detail: words.context.rules(rules),
      icon: <ListFilter {...ICON} />,
      run: () => void navigate({ to: '/rules', search: { feature_values: `${feature}:${value}` } }),
    }),
  };
}
