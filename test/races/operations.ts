import type { FeaturePlace, JsonObject, JsonValue } from '@heksher/domain';

/** One HTTP request of a client. */
export type Operation = Mutation | Read;

export type Mutation =
  | { kind: 'declare'; declared: DeclaredSetting }
  | { kind: 'change type'; setting: string; type: string; version: string }
  | { kind: 'rename'; setting: string; name: string; version: string }
  | { kind: 'add alias'; setting: string; alias: string }
  | { kind: 'remove alias'; setting: string; alias: string }
  | { kind: 'configure'; setting: string; features: string[]; version: string }
  | { kind: 'edit setting metadata'; setting: string; edit: MetadataEdit; version: string }
  | { kind: 'delete setting'; setting: string }
  | { kind: 'add rule'; setting: string; conditions: Record<string, string>; value: JsonValue; metadata: JsonObject }
  | { kind: 'change value'; rule: number; value: JsonValue }
  | { kind: 'edit rule metadata'; rule: number; edit: MetadataEdit }
  | { kind: 'delete rule'; rule: number }
  | { kind: 'add feature'; feature: string }
  | { kind: 'delete feature'; feature: string }
  | { kind: 'move feature'; feature: string; place: FeaturePlace };

export type Read =
  | { kind: 'query'; settings?: string[]; filters: string; isWithMetadata: boolean }
  | { kind: 'evaluate' | 'evaluate by url'; settings?: string[]; context: Record<string, string> }
  | { kind: 'flag'; key: string; context: Record<string, string> }
  | { kind: 'flags'; context: Record<string, string> }
  | { kind: 'get setting' | 'get setting metadata'; setting: string }
  | { kind: 'list settings'; isWhole: boolean }
  | { kind: 'get rule' | 'get rule metadata'; rule: number }
  | { kind: 'search rule'; setting: string; conditions: Record<string, string> }
  | { kind: 'list features' }
  | { kind: 'get feature'; feature: string };

export interface DeclaredSetting {
  name: string;
  alias?: string;
  configurable_features: string[];
  type: string;
  default_value: JsonValue;
  metadata: JsonObject;
  version: string;
}

export type MetadataEdit =
  | { kind: 'merge' | 'replace'; metadata: JsonObject }
  | { kind: 'clear' }
  | { kind: 'set key'; key: string; value: JsonValue }
  | { kind: 'remove key'; key: string };

/** The answer to an operation. Only the status of a problem counts, so it has no body. */
export interface Answer {
  status: number;
  body?: unknown;
}

/** Whether an operation can change anything. */
export function isMutation(operation: Operation): operation is Mutation {
  return !READS.has(operation.kind);
}

const READS: ReadonlySet<string> = new Set<Read['kind']>([
  'query',
  'evaluate',
  'evaluate by url',
  'flag',
  'flags',
  'get setting',
  'get setting metadata',
  'list settings',
  'get rule',
  'get rule metadata',
  'search rule',
  'list features',
  'get feature',
]);
