import { Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SETTING_ALIAS } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import { Actor } from '../http/parameters/actor.decorator.js';
import { ApiProblems, BODY_PROBLEMS, PATH_PROBLEMS } from '../http/openapi/api-docs.js';
import { NamePipe } from '../http/parameters/name.pipe.js';
import { SettingsService } from './settings.service.js';

const PROBLEMS = { ...BODY_PROBLEMS, ...PATH_PROBLEMS };
const NameParam = () =>
  ApiParam({ name: 'name', description: 'a name or alias of the setting', example: 'cache_size' });
const AliasParam = () =>
  ApiParam({ name: 'alias', description: 'the alias: letters, digits and any of "_.-"', example: 'cache-size' });
const NoContent = () => ApiResponse({ status: 204, description: 'Done.' });

@ApiTags('settings')
@Controller(`${PATHS.settings}/:name/aliases/:alias`)
export class AliasesController {
  constructor(private readonly settings: SettingsService) {}

  @Put()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Add an alias to a setting',
    description: 'The setting can be used under this name everywhere. A name that it already has changes nothing.',
  })
  @NameParam()
  @AliasParam()
  @NoContent()
  @ApiProblems({
    ...PROBLEMS,
    404: 'no setting is called "cache_size"',
    409: 'the name cache-size belongs to the setting cache',
    422: '"cache size" is not a setting alias: 1 to 255 of letters, digits and any of "_.-"',
  })
  async add(
    @Param('name') name: string,
    @Param('alias', new NamePipe(SETTING_ALIAS)) alias: string,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.addAlias(name, alias, actor);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove an alias of a setting', description: 'The name then leads to no setting.' })
  @NameParam()
  @AliasParam()
  @NoContent()
  @ApiProblems({ ...PROBLEMS, 404: 'setting cache_size has no alias "cache-size"' })
  async remove(
    @Param('name') name: string,
    @Param('alias') alias: string,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.removeAlias(name, alias, actor);
  }
}
