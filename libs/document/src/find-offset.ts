import { EVENT_ID, SCALAR_STYLE, getScalarValue, type Event } from 'js-yaml';

/** Where a node begins; -1 if it is empty, or the event is none of a node. */
export function offsetOf(event: Event): number {
  if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) return event.start;
  if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0) return -1;
  const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return isQuoted ? event.valueStart - 1 : event.valueStart;
}

/**
 * Where a path leads in a document: to the name of a member, or to the beginning of an item. If the document lacks a step,
 * the answer is the place of what would have it.
 */
export function findOffset(text: string, events: readonly Event[], path: readonly string[]): number {
  let at = 1; // after the event of the document
  let offset = 0;
  for (const step of path) {
    const found = inside(text, events, at, step);
    if (found === undefined) return offset;
    at = found.value;
    offset = found.offset >= 0 ? found.offset : offset;
  }
  return path.length > 0 ? offset : Math.max(0, offsetAt(events, at));
}

interface Found {
  /** The index of the event with which the value begins. */
  value: number;
  offset: number;
}

/** Finds a member or an item of the node that begins at an event. */
function inside(text: string, events: readonly Event[], node: number, step: string): Found | undefined {
  const type = events[node]?.type;
  if (type === EVENT_ID.MAPPING) return member(text, events, node, step);
  if (type === EVENT_ID.SEQUENCE) return item(events, node, step);
  return undefined;
}

function member(text: string, events: readonly Event[], node: number, name: string): Found | undefined {
  let at = node + 1;
  for (let key = events[at]; key !== undefined && key.type !== EVENT_ID.POP; key = events[at]) {
    const isWanted = key.type === EVENT_ID.SCALAR && getScalarValue(text, key) === name;
    if (isWanted) return { value: at + 1, offset: offsetOf(key) };
    at = after(events, after(events, at));
  }
  return undefined;
}

function item(events: readonly Event[], node: number, step: string): Found | undefined {
  if (!/^\d+$/.test(step)) return undefined;
  let at = node + 1;
  for (let index = 0; events[at] !== undefined && events[at]?.type !== EVENT_ID.POP; index++) {
    if (index === Number(step)) return { value: at, offset: offsetAt(events, at) };
    at = after(events, at);
  }
  return undefined;
}

/** The index of the event after a node. */
function after(events: readonly Event[], node: number): number {
  let depth = 0;
  let at = node;
  do {
    const type = events[at]?.type;
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++;
    else if (type === EVENT_ID.POP) depth--;
    at++;
  } while (depth > 0 && at < events.length);
  return at;
}

function offsetAt(events: readonly Event[], at: number): number {
  const event = events[at];
  return event === undefined ? -1 : offsetOf(event);
}
