import type { LogLevel } from '@heksher/logging';
import { FEATURE_NAME, whyNotName } from '@heksher/domain';
import { parseBoolean } from './boolean-text.js';

/** Reads the text of a variable. Throws an error whose message is a clause about the value: `it must be …`. */
export type Read<Value> = (text: string) => Value;

/** The variables that Kubernetes sets in every pod of a namespace for a Service such as `heksher` or `heksher-db`. */
const SERVICE_LINK = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;

/** The value of a Service's variable that ends in `_PORT`, such as `tcp://10.0.0.1:80`. */
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\//;

/** Whether Kubernetes set a variable to give the address of a Service. */
export function isServiceLink(name: string, value: string): boolean {
  return SERVICE_LINK.test(name) || (name.endsWith('_PORT') && SERVICE_ADDRESS.test(value));
}

const FROM_KUBERNETES =
  '; Kubernetes has set it for the Service named heksher: set "enableServiceLinks: false" in the pod, or set HEKSHER_PORT';

/** Any text. */
export const anyText: Read<string> = (text) => text;

export const boolean: Read<boolean> = (text) => {
  const value = parseBoolean(text);
  if (value === undefined) throw new Error('it must be true or false');
  return value;
};

/** `on` or `off`, or what other variables take for true and false. */
export const onOrOff: Read<boolean> = (text) => {
  if (text === 'on') return true;
  if (text === 'off') return false;
  const value = parseBoolean(text);
  if (value === undefined) throw new Error('it must be on or off');
  return value;
};

/** Clients send it in a header, so it has no spaces. */
export const adminToken: Read<string> = (text) => {
  if (/^[\x21-\x7e]{32,}$/.test(text)) return text;
  throw new Error('it must have at least 32 characters, all printable ASCII without spaces');
};

export function oneOf<Option extends string>(...options: readonly Option[]): Read<Option> {
  return (text) => {
    const option = options.find((one) => one === text);
    if (option === undefined) throw new Error(`it must be ${options.join(' or ')}`);
    return option;
  };
}

/** A number without sign and fraction, which has at most as many digits as the largest one. */
export function wholeNumber(what: string, { from, to }: { from: number; to: number }): Read<number> {
  return (text) => {
    const isInRange = hasDigits(text, String(to).length) && Number(text) >= from && Number(text) <= to;
    if (!isInRange) throw new Error(`it must be ${what}, from ${from} to ${to}`);
    return Number(text);
  };
}

/** The same with no zero at its beginning. */
export function positiveNumber(what: string, to: number): Read<number> {
  const read = wholeNumber(what, { from: 1, to });
  return (text) => read(text.startsWith('0') ? '' : text);
}

function hasDigits(text: string, most: number): boolean {
  return /^\d+$/.test(text) && text.length <= most;
}

function isPort(text: string): boolean {
  return hasDigits(text, 5) && Number(text) <= 65_535;
}

/** The port to listen on; 0 is any free one. */
export const ownPort: Read<number> = (text) => {
  if (isPort(text)) return Number(text);
  throw new Error(`it must be a port, a number from 0 to 65535${SERVICE_ADDRESS.test(text) ? FROM_KUBERNETES : ''}`);
};

/** The host of a pair of variables; `other` is its port. */
export function hostBeside(other: string): Read<string> {
  return (text) => {
    if (isHost(text)) return text;
    throw new Error(`it must be a host name or address, and be set together with ${other}`);
  };
}

/** The port of a pair of variables; `other` is its host. */
export function portBeside(other: string): Read<number> {
  return (text) => {
    if (isPort(text) && Number(text) > 0) return Number(text);
    throw new Error(`it must be a port from 1 to 65535, and be set together with ${other}`);
  };
}

export const ownHost: Read<string> = (text) => {
  if (isHost(text)) return text;
  throw new Error('it must be a host name or address');
};

function isHost(text: string): boolean {
  return /^[^\s/:@]+$|^[0-9A-Fa-f:]+$/.test(text);
}

/** Names of levels, and the numbers that Python's logging gives them. */
const LEVELS = new Map<string, LogLevel>([
  ['debug', 'debug'],
  ['info', 'info'],
  ['warn', 'warn'],
  ['warning', 'warn'],
  ['error', 'error'],
  ['10', 'debug'],
  ['20', 'info'],
  ['30', 'warn'],
  ['40', 'error'],
  ['50', 'error'],
]);

export const logLevel: Read<LogLevel> = (text) => {
  const level = LEVELS.get(text.toLowerCase());
  if (!level) throw new Error('it must be debug, info, warning, error or one of the numbers 10, 20, 30, 40, 50');
  return level;
};

/** Fields such as `team:core env:prod`. */
export const tags: Read<Record<string, string>> = (text) => {
  const pairs = text.trim().split(/\s+/);
  if (!pairs.every((pair) => /^[^:]+:./.test(pair))) {
    throw new Error('it must be pairs "name:value" separated by white space');
  }
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]));
};

export const featureName: Read<string> = (text) => {
  const why = whyNotName(FEATURE_NAME, text);
  if (why !== undefined) throw new Error(why);
  return text;
};

/** Feature names, each once, separated by semicolons. */
export const featureNames: Read<readonly string[]> = (text) => {
  const names = text.split(';').map(featureName);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`it names the feature ${repeated} twice`);
  return names;
};

export const origins: Read<readonly string[] | '*'> = (text) => {
  const list = text.split(',');
  if (text === '*') return text;
  if (list.every(isOrigin)) return list;
  throw new Error('it must be * or origins such as https://app.example, separated by commas');
};

/** Whether a text is an origin as browsers send it: in lower case, no path, no default port. */
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@A-Z]+$/.test(text)) return false;
  if (!/^https?:/.test(text)) return true; // such as capacitor://localhost, to which the URL standard gives no origin
  return URL.canParse(text) && new URL(text).origin === text;
}
