import { Injectable } from '@nestjs/common';
import { compareContexts, haveDifferentValues, type Context, type Evaluation } from '@heksher/domain';
import type { Freshness, NamedSetting, Reading } from '@heksher/persistence';
import { inSlices } from '../http/body/in-slices.js';
import type { ComparisonRequest } from './comparison-request.js';
import { SelectedSettings, pageBy } from './selected-settings.js';

/** The values of a setting in some contexts, by the name that was asked for. */
export interface ComparedSetting {
  name: string;
  evaluations: readonly Evaluation[];
}

/** A page of compared settings, all of one reading. */
export interface ComparedPage {
  settings: readonly ComparedSetting[];
  /** How many settings all pages together have. */
  total: number;
  /** The name of the last one; undefined if no page follows. */
  end: string | undefined;
  reading: Reading;
}

/** Compares the values of settings in several contexts. */
@Injectable()
export class ComparisonService {
  constructor(private readonly selected: SelectedSettings) {}

  /** A page of settings, which may be stale. Throws `not-found` naming every unknown setting. */
  async compare(
    { selection, contexts, isOfDifferences }: ComparisonRequest,
    freshness: Freshness,
  ): Promise<ComparedPage> {
    if (!isOfDifferences) {
      const { settings, ...page } = await this.selected.readPage(selection, freshness);
      return { settings: settings.map((one) => compareOne(one, contexts)), ...page };
    }
    const { settings, reading } = await this.selected.readAll(selection, freshness);
    const different = await inSlices(collectDifferent(settings, contexts));
    return { ...pageBy(different, ({ name }) => name, selection), total: different.length, reading };
  }
}

/** After how many settings other requests may get their turn. */
const STEP = 100;

/** The settings whose values differ. Yields now and then. */
function* collectDifferent(
  settings: readonly NamedSetting[],
  contexts: readonly Context[],
): Generator<undefined, ComparedSetting[]> {
  const different: ComparedSetting[] = [];
  for (const [at, setting] of settings.entries()) {
    if (at % STEP === STEP - 1) yield;
    const compared = compareOne(setting, contexts);
    if (haveDifferentValues(compared.evaluations)) different.push(compared);
  }
  return different;
}

function compareOne([name, { ruleset }]: NamedSetting, contexts: readonly Context[]): ComparedSetting {
  return { name, evaluations: compareContexts(ruleset, contexts) };
}
