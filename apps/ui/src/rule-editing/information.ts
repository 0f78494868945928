import type { JsonObject } from '@heksher/domain';

/** The member of a rule's metadata that hekshermgmt keeps its note in. */
export const INFORMATION = 'information';

/** The note of a rule; empty if it has none. */
export function informationOf({ metadata }: { metadata: JsonObject }): string {
  const note = metadata[INFORMATION];
  return typeof note === 'string' ? note : '';
}
