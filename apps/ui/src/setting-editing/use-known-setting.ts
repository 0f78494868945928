import { useQuery } from '@tanstack/react-query';
import { contextFeatures, settingRules } from '../api/queries.js';
import { rulesetOf } from '../screens/setting/ruleset.js';
import type { Known } from './plan-change.js';

/** A setting as the service has it now, and the entity tag of it and its rules. */
export type KnownSetting = Known & { etag: string | undefined };

/** Reads all that editing a setting needs. */
export function useKnownSetting(name: string): {
  known: KnownSetting | undefined;
  error: Error | null;
  retry: () => void;
} {
  const found = useQuery(settingRules(name));
  const list = useQuery(contextFeatures());
  const { data } = found;
  const features = list.data?.features;
  const known = data && features && { ...data, features, ruleset: rulesetOf(data.setting, data.rules, features) };
  const retry = () => {
    void found.refetch();
    void list.refetch();
  };
  return { known, error: found.error ?? list.error, retry };
}
