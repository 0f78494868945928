import type { ReactElement } from 'react';
import type { FeatureValues } from '../api/types.js';
import { words } from '../words/en.js';

/** The conditions of a rule in one line. */
export function Conditions({ conditions }: { conditions: FeatureValues }): ReactElement {
  if (conditions.length === 0) return <span className="quiet">{words.common.everyone}</span>;
  return <bdi>{conditionsText(conditions)}</bdi>;
}

/** The conditions of a rule as text: `account: jim, theme: dark`. */
export function conditionsText(conditions: FeatureValues): string {
  if (conditions.length === 0) return words.common.everyone;
  return conditions.map(([feature, value]) => `${feature}: ${value}`).join(', ');
}

/** What must hold, as text: `account = jim, theme = dark`. Empty without conditions. */
export function equationsText(conditions: FeatureValues): string {
  return conditions.map(([feature, value]) => `${feature} = ${value}`).join(', ');
}
