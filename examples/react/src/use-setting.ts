import { useCallback, useSyncExternalStore } from 'react';
import type { ContextOf, HeksherClient, Setting, Status } from '@heksher/client';

/** The value of a setting in a context. The component is rendered again when it changes. */
export function useSetting<T, Feature extends string>(setting: Setting<T, Feature>, context?: ContextOf<Feature>): T {
  const subscribe = useCallback((onChange: () => void) => setting.onChange(onChange), [setting]);
  // The client returns the same value until it changes, also if that is a set, a list or an object.
  return useSyncExternalStore(subscribe, () => setting.get(context));
}

/** Whether the client follows the service. */
export function useMode(client: HeksherClient): Status['mode'] {
  const subscribe = useCallback((onChange: () => void) => client.onStatus(onChange), [client]);
  return useSyncExternalStore(subscribe, () => client.status.mode);
}
