import { Controller, Delete, HttpCode, Param, Put, Query } from '@nestjs/common';
import { SETTING_ALIAS } from '@heksher/domain';
import { RecentUse } from '../counting/recent-use.js';
import { PATHS } from '../http/paths.js';
import { BooleanPipe } from '../http/parameters/boolean.pipe.js';
import { NamePipe } from '../http/parameters/name.pipe.js';
import { AliasesDocs } from './aliases.openapi.js';
import type { Mutation } from '../mutations/mutation.js';
import { Mutating } from '../mutations/mutation.decorator.js';
import { Mutations } from '../mutations/mutations.js';
import type { CarriedAnswer } from '../mutations/mutations.dto.js';

@AliasesDocs
@Controller(`${PATHS.settings}/:name/aliases/:alias`)
export class AliasesController {
  constructor(
    private readonly mutations: Mutations,
    private readonly recentUse: RecentUse,
  ) {}

  @Put()
  @HttpCode(204)
  async add(
    @Param('name') name: string,
    @Param('alias', new NamePipe(SETTING_ALIAS)) alias: string,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'alias.add', setting: name, alias }, mutation);
  }

  @Delete()
  @HttpCode(204)
  async remove(
    @Param('name') name: string,
    @Param('alias') alias: string,
    @Query('force', BooleanPipe) isForced: boolean,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    if (!isForced && this.recentUse.watches(mutation.request)) {
      await this.recentUse.assertNone(`the alias ${alias}`, [alias]);
    }
    return this.mutations.apply({ op: 'alias.delete', setting: name, alias }, mutation);
  }
}
