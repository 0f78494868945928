import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Group } from 'react-aria-components';
import { contextFeatures } from '../../api/queries.js';
import context from '../../context/context.module.css';
import { FeatureValueField } from '../../context/feature-value-field.js';
import { words } from '../../words/en.js';
import { readWanted, withWanted } from './rule-filters.js';

const { exceptions } = words;

/** Chooses the conditions that rules must have. */
export function ConditionFilters({
  text,
  onChange,
}: {
  /** As the address has them: `account:john,theme:*`. */
  text: string | undefined;
  onChange: (text: string) => void;
}): ReactElement {
  const { data } = useQuery(contextFeatures());
  const wanted = readWanted(text) ?? new Map<string, string>();
  const features = data?.features ?? [];
  const all = [...features, ...[...wanted.keys()].filter((feature) => !features.includes(feature))];
  return (
    <Group aria-label={exceptions.conditions} className={context.bar ?? ''}>
      {all.map((feature) => (
        <FeatureValueField
          key={feature}
          feature={feature}
          value={wanted.get(feature) ?? ''}
          placeholder={exceptions.anyRule}
          isAnyAllowed
          onChange={(value) => onChange(withWanted(wanted, feature, value))}
        />
      ))}
    </Group>
  );
}
