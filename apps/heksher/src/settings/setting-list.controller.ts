import { Controller, Get, Query } from '@nestjs/common';
import { invalid, printJson, type Point, type SettingFilter } from '@heksher/domain';
import type { Freshness, Listing } from '@heksher/persistence';
import { PATHS } from '../http/paths.js';
import { BooleanPipe } from '../http/parameters/boolean.pipe.js';
import { PointPipe } from '../http/parameters/point.pipe.js';
import { presentSetting } from '../http/representations/setting.js';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
import { presentFound, presentSummary } from './setting-list.dto.js';
import { SettingListDocs } from './setting-list.openapi.js';
import {
  RequestedFilter,
  RequestedPrefixes,
  RequestedSettings,
  printPrefixCursor,
  printSettingCursor,
  type PrefixSearch,
  type SettingSearch,
} from './setting-search-request.js';
import { SettingSearchService, type SearchOptions } from './setting-search.service.js';

/** Its fixed paths come before those of settings by name: a setting called `facets` is not found at its own address. */
@SettingListDocs
@Controller(PATHS.settings)
export class SettingListController {
  constructor(private readonly settings: SettingSearchService) {}

  @Get()
  async list(
    @Query('include_additional_data', BooleanPipe) isWhole: boolean,
    @Query('as_of', PointPipe) asOf: Point | undefined,
    @RequestedSettings() search: SettingSearch | undefined,
    @Fresh() freshness: Freshness,
  ): Promise<Answer> {
    if (search && asOf) {
      throw invalid('an earlier state is listed as a whole: as_of takes no filters and pages', { parameter: 'as_of' });
    }
    if (search) return this.search(search, { isWhole, freshness });
    const listing = await this.settings.list(asOf, freshness);
    const present = isWhole ? presentSetting : presentSummary;
    return Answer.cacheable(listing, undefined, () => printJson({ settings: listing.list.settings.map(present) }));
  }

  @Get('prefixes')
  async listPrefixes(@RequestedPrefixes() search: PrefixSearch, @Fresh() freshness: Freshness): Promise<Answer> {
    const { items, isMore, listing } = await this.settings.listPrefixes(search, freshness);
    const last = items.at(-1);
    const next = isMore && last ? printPrefixCursor(last.prefix) : null;
    return answerOf(search.filter, listing, () => printJson({ prefixes: items, next }));
  }

  @Get('facets')
  async countFacets(@RequestedFilter() filter: SettingFilter, @Fresh() freshness: Freshness): Promise<Answer> {
    const { facets, listing } = await this.settings.countFacets(filter, freshness);
    const { types, features, metadataKeys } = facets;
    return answerOf(filter, listing, () => printJson({ types, features, metadata_keys: metadataKeys }));
  }

  private async search(search: SettingSearch, how: SearchOptions): Promise<Answer> {
    const { isWhole } = how;
    const { settings, facts, total, end, listing } = await this.settings.search(search, how);
    const next = end ? printSettingCursor(end, search.order) : null;
    return answerOf(search.filter, listing, () => {
      const present = settings.map((one) => (isWhole ? presentFound(one, facts.get(one.name)) : presentSummary(one)));
      return printJson({ settings: present, total, next });
    });
  }
}

/** An answer that may be kept until the next change, unless it also depends on who asked for what. */
function answerOf({ unusedSince }: SettingFilter, listing: Listing, print: () => string): Answer {
  return unusedSince === undefined ? Answer.cacheableAt(listing, print) : Answer.ofBody(print);
}
