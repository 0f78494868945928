import { Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { SETTING_ALIAS } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import { Actor } from '../http/parameters/actor.decorator.js';
import { NamePipe } from '../http/parameters/name.pipe.js';
import { AliasesDocs } from './aliases.openapi.js';
import { SettingsService } from './settings.service.js';

@AliasesDocs
@Controller(`${PATHS.settings}/:name/aliases/:alias`)
export class AliasesController {
  constructor(private readonly settings: SettingsService) {}

  @Put()
  @HttpCode(204)
  async add(
    @Param('name') name: string,
    @Param('alias', new NamePipe(SETTING_ALIAS)) alias: string,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.addAlias(name, alias, actor);
  }

  @Delete()
  @HttpCode(204)
  async remove(
    @Param('name') name: string,
    @Param('alias') alias: string,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.removeAlias(name, alias, actor);
  }
}
