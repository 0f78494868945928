import type { JsonValue } from '@heksher/domain';
import type { Item } from '../output/item-lines.js';
import type { Query } from './address.js';
import type { Service } from './service.js';

/** A change of the log. */
export interface LoggedChange {
  sequence: number;
  at: string;
  actor: string | null;
  action: string;
  settings: string[] | null;
  note: string | null;
  origin: string | null;
  request_id: string | null;
  undoes: number | null;
  /** The number of items, if there are several. */
  items: number | null;
  before: JsonValue;
  after: JsonValue;
}

const PATH = '/api/v1/changes';
/** The most changes of a page. */
const PAGE = 1000;

/** The newest changes, the newest first. */
export async function readLatestChanges(service: Service, filter: Query, limit: number): Promise<LoggedChange[]> {
  const found: LoggedChange[] = [];
  for (let before: number | undefined; ;) {
    const query = { ...filter, before, order: 'desc', limit: Math.min(PAGE, limit - found.length) };
    const { body } = await service.get<{ changes: LoggedChange[]; next: number | null }>(PATH, query);
    found.push(...body.changes);
    if (body.next === null || found.length >= limit) return found;
    before = body.next;
  }
}

/** What a change did, thing by thing. */
export async function readItems(service: Service, change: LoggedChange): Promise<Item[]> {
  const { sequence, action, settings, before, after } = change;
  if (change.items === null) return [{ action, setting: settings?.at(-1) ?? null, before, after }];
  const found: Item[] = [];
  for (let last: number | undefined; ;) {
    const path = `${PATH}/${sequence}/items`;
    const { body } = await service.get<{ items: Item[]; next: number | null }>(path, { after: last, limit: PAGE });
    found.push(...body.items);
    if (body.next === null) return found;
    last = body.next;
  }
}
