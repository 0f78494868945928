import { LRUCache } from 'lru-cache';
import type { LoadedSetting, Reading, RulesetCache } from '@heksher/persistence';
import { FlagList, type FlagSelection } from './flag-list.js';
import { FlagTexts, type TextsOfFlag } from './flag-texts.js';

/** The memory of a list, and of each flag in it, besides its characters. */
const LIST_BYTES = 500;
const FLAG_BYTES = 200;

interface KnownList {
  list: FlagList;
  selection: FlagSelection;
  reading: Reading;
  /** The last revision that it was found to be true of, and the epoch of the schema then. */
  revision: string | undefined;
  epoch: number;
}

/**
 * Lists of flags by the URLs that ask for them, as long as their settings are unchanged, and the texts of their flags. Each of
 * both takes at most `maxBytes`.
 */
export class FlagLists {
  private readonly lists: LRUCache<string, KnownList>;
  private texts: FlagTexts;

  constructor(
    private readonly rulesets: RulesetCache,
    private readonly areReasonsStrict: boolean,
    private readonly maxBytes: number,
  ) {
    this.texts = new FlagTexts(areReasonsStrict);
    this.lists = new LRUCache({ maxSize: Math.max(1, Math.floor(maxBytes)), sizeCalculation: bytesOf });
  }

  /** The texts of a setting under one of its names. */
  textsOf(key: string, one: LoadedSetting): TextsOfFlag {
    this.forgetManyTexts();
    return this.texts.of(key, one);
  }

  /** The flags of a reading that a request selects. */
  listOf(reading: Reading, selection: FlagSelection): FlagList {
    this.forgetManyTexts();
    return new FlagList(reading, selection, this.texts);
  }

  /**
   * The flags that a URL asks for at a revision, right after the rulesets were synchronized; undefined unless all their settings
   * are cached. `select` reads the URL, if it can.
   */
  find(url: string, revision: string, select: (url: string) => FlagSelection | undefined): FlagList | undefined {
    this.forgetManyTexts();
    const { rulesets } = this;
    const known = this.lists.get(url);
    if (known?.revision === revision && known.epoch === rulesets.schemaEpoch) {
      rulesets.countHit();
      return known.list;
    }
    const selection = known?.selection ?? select(url);
    const reading = selection && rulesets.readCached(selection.keys);
    if (!reading) return undefined;
    const list = known && isSame(known.reading, reading) ? known.list : this.listOf(reading, selection);
    this.lists.set(url, { list, selection, reading, revision, epoch: rulesets.schemaEpoch });
    return list;
  }

  /** Forgets the texts once they take too much memory. Those that are asked for are soon printed again. */
  private forgetManyTexts(): void {
    if (this.texts.bytes <= this.maxBytes) return;
    this.texts = new FlagTexts(this.areReasonsStrict);
    this.lists.clear(); // they have the former texts
  }
}

function isSame({ settings }: Reading, now: Reading): boolean {
  return settings.length === now.settings.length && settings.every((one, at) => one === now.settings[at]);
}

function bytesOf({ list }: KnownList, url: string): number {
  return list.keys.reduce((sum, { length }) => sum + FLAG_BYTES + 2 * length, LIST_BYTES + 2 * url.length);
}
