import {
  flagMetadata,
  flagVariant,
  noFlagIsCalled,
  printSettingType,
  printVersion,
  type FlagEvaluation,
  type Setting,
  type SettingType,
} from '@heksher/domain';
import type { OfrepFailure } from './ofrep-failure.js';
import type { EventStream, FlagsAnswer } from './ofrep.dto.js';
import { withTicket } from './stream-endpoint.js';

/** A setting evaluated under one of its names. */
export interface Flag extends FlagEvaluation {
  /** The name or alias that was asked for. */
  key: string;
  setting: Setting;
}

/** A flag as JSON text of a `FlagAnswer`. */
export function printFlag({ key, setting, value, rule, reason }: Flag): string {
  const printed = { type: printSettingType(setting.type), version: printVersion(setting.version) };
  return (
    `{"key":${JSON.stringify(key)},"value":${printTyped(setting.type, value)},"reason":"${reason}",` +
    `"variant":"${flagVariant(rule)}","metadata":${JSON.stringify(flagMetadata(printed, rule))}}`
  );
}

/** A flag whose key is no setting's name or alias, as JSON text of an `OfrepFailure`. */
export function printUnknown(key: string): string {
  const failure: OfrepFailure = {
    key,
    errorCode: 'FLAG_NOT_FOUND',
    errorDetails: noFlagIsCalled(key),
    metadata: {},
  };
  return JSON.stringify(failure);
}

/** The end of the JSON text of a `FlagsAnswer`, after its last flag. */
export interface FlagsEnds {
  /** As it is sent. */
  shown: string;
  /** What the entity tag covers: the streams, so that a provider that gets a 304 may keep their addresses, but no ticket. */
  tagged: string;
}

/** The ends of an answer that names the streams which report changes, if any, with the ticket that they need, if any. */
export function flagsEnds(streams: EventStream[] | undefined, ticket?: string): FlagsEnds {
  const tagged = printFlagsEnd(streams);
  return { shown: ticket === undefined ? tagged : printFlagsEnd(withTicket(streams, ticket)), tagged };
}

function printFlagsEnd(eventStreams: EventStream[] | undefined): string {
  const rest: Omit<FlagsAnswer, 'flags'> = { metadata: {}, eventStreams };
  return `],${JSON.stringify(rest).slice(1)}`;
}

/** Python and Java tell a float from an int by its form, so a whole float gets a fraction: `1` → `1.0`. */
function printTyped(type: SettingType, value: string): string {
  return type.kind === 'float' && /^-?\d+$/.test(value) ? `${value}.0` : value;
}
