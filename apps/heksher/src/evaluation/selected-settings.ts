import { Injectable } from '@nestjs/common';
import { pageOf, passesFilter } from '@heksher/domain';
import {
  RulesetCache,
  assertAllFound,
  byRequestedName,
  type Freshness,
  type NamedSetting,
  type Reading,
  type SettingList,
} from '@heksher/persistence';
import type { SettingPaging, SettingSelection } from './setting-selection.js';

/** Settings by the names that an answer gives them, all of one reading. */
export interface SelectedReading {
  /** Sorted by these names. */
  settings: readonly NamedSetting[];
  reading: Reading;
}

/** A page of settings. */
export interface SelectedPage extends SelectedReading {
  /** How many settings all pages together have. */
  total: number;
  /** The name of the last one; undefined if no page follows. */
  end: string | undefined;
}

/** Reads settings with their rules, which may be stale. Throws `not-found` naming every unknown setting. */
@Injectable()
export class SelectedSettings {
  constructor(private readonly rulesets: RulesetCache) {}

  /** All settings of a selection. */
  async readAll({ settings: names, ...paging }: SettingSelection, freshness: Freshness): Promise<SelectedReading> {
    if (names) return this.readNamed(names, paging, freshness);
    const isEvery = paging.words.length === 0 && paging.prefix === undefined;
    const reading = isEvery
      ? await this.rulesets.readOrStale(undefined, { freshness })
      : await this.rulesets.readChosenOrStale((list) => namesIn(list, paging), { freshness });
    return { settings: byRequestedName(reading, undefined), reading };
  }

  /** A page of a selection. Loads the rules of no other settings, unless all are requested by name. */
  async readPage({ settings: requested, ...paging }: SettingSelection, freshness: Freshness): Promise<SelectedPage> {
    if (requested) {
      const { settings, reading } = await this.readNamed(requested, paging, freshness);
      return { ...pageBy(settings, ([name]) => name, paging), total: settings.length, reading };
    }
    let total = 0;
    let end: string | undefined;
    const choose = (list: SettingList) => {
      const names = namesIn(list, paging);
      const page = pageBy(names, (name) => name, paging);
      total = names.length;
      end = page.end;
      return page.settings;
    };
    const reading = await this.rulesets.readChosenOrStale(choose, { freshness });
    return { settings: byRequestedName(reading, undefined), total, end, reading };
  }

  private async readNamed(
    names: readonly string[],
    paging: SettingPaging,
    freshness: Freshness,
  ): Promise<SelectedReading> {
    const reading = await this.rulesets.readOrStale(names, { freshness });
    assertAllFound(reading);
    const settings = byRequestedName(reading, names).filter(([, { setting }]) => passesFilter(setting, paging));
    return { settings, reading };
  }
}

/** A page of things that are sorted by their names. */
export function pageBy<Item>(
  sorted: readonly Item[],
  nameOf: (item: Item) => string,
  { limit, after }: Pick<SettingPaging, 'limit' | 'after'>,
): { settings: readonly Item[]; end: string | undefined } {
  const isAfter = after === undefined ? undefined : (item: Item) => nameOf(item) > after;
  const { items, isMore } = pageOf(sorted, { limit, isAfter });
  const last = items.at(-1);
  return { settings: items, end: isMore && last !== undefined ? nameOf(last) : undefined };
}

function namesIn({ settings }: SettingList, paging: SettingPaging): string[] {
  return settings.filter((setting) => passesFilter(setting, paging)).map(({ name }) => name);
}
