import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { METADATA_KEY, printJson, setKey } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import { Actor } from '../http/parameters/actor.decorator.js';
import { ApiBodyExample, ApiProblems, ApiTaggedAnswer, BODY_PROBLEMS } from '../http/openapi/api-docs.js';
import { BooleanPipe } from '../http/parameters/boolean.pipe.js';
import { NamePipe } from '../http/parameters/name.pipe.js';
import { Answer } from '../answers/answer.js';
import { DeclarationsService } from './declarations.service.js';
import {
  DeclarationAnswer,
  DeclareSettingBody,
  RenameSettingBody,
  SetConfigurableFeaturesBody,
  SetTypeBody,
  SettingAnswer,
  SettingMetadataAnswer,
  SettingMetadataBody,
  SettingMetadataValueBody,
  TypeConflictsAnswer,
  VersionBody,
  presentList,
  presentMetadata,
  presentSetting,
  presentVerdict,
} from './settings.dto.js';
import {
  DeclareDocs,
  KeyParam,
  ListDocs,
  NameParam,
  NoContent,
  SetTypeDocs,
  UNKNOWN,
  VERSION_PROBLEMS,
} from './settings.openapi.js';
import { SettingsService } from './settings.service.js';

@ApiTags('settings')
@Controller(PATHS.settings)
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly declarations: DeclarationsService,
  ) {}

  @Post('declare')
  @HttpCode(200)
  @DeclareDocs()
  async declare(
    @Body() body: DeclareSettingBody,
    @Actor() actor: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DeclarationAnswer | Answer> {
    const { verdict, reading } = await this.declarations.declare(body.toDeclaration(), actor);
    const isRefused = verdict.outcome === 'rejected' || verdict.outcome === 'mismatch';
    if (isRefused) response.status(HttpStatus.CONFLICT);
    const answer = presentVerdict(verdict);
    return reading ? Answer.cacheable(reading, [body.name], () => printJson(answer)) : answer;
  }

  @Get()
  @ListDocs()
  async list(@Query('include_additional_data', BooleanPipe) isWhole: boolean): Promise<Answer> {
    const listing = await this.settings.list();
    return Answer.cacheable(listing, undefined, () => printJson(presentList(listing.list.settings, isWhole)));
  }

  @Get(':name')
  @ApiOperation({ summary: 'Get a setting', description: 'Everything about a setting but its rules.' })
  @NameParam()
  @ApiTaggedAnswer({ type: SettingAnswer, description: 'The setting.' })
  @ApiProblems(UNKNOWN)
  async get(@Param('name') name: string): Promise<Answer> {
    const { setting, reading } = await this.settings.get(name);
    return Answer.cacheable(reading, [name], () => printJson(presentSetting(setting)));
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a setting', description: 'Its rules, aliases and metadata go with it.' })
  @NameParam()
  @NoContent()
  @ApiProblems({ ...BODY_PROBLEMS, ...UNKNOWN })
  async remove(@Param('name') name: string, @Actor() actor: string | undefined): Promise<void> {
    await this.settings.remove(name, actor);
  }

  @Put(':name/type')
  @SetTypeDocs()
  async setType(
    @Param('name') name: string,
    @Body() body: SetTypeBody,
    @Actor() actor: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TypeConflictsAnswer | undefined> {
    const conflicts = await this.settings.setType(name, { type: body.toType(), version: body.toVersion() }, actor);
    response.status(conflicts ? HttpStatus.CONFLICT : HttpStatus.NO_CONTENT);
    return conflicts;
  }

  @Put(':name/name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Rename a setting', description: 'Its old name becomes an alias. The version may stay.' })
  @NameParam()
  @ApiBodyExample(RenameSettingBody, { name: 'cache.size', version: '2.1' })
  @NoContent()
  @ApiProblems({ ...VERSION_PROBLEMS, 409: 'the name cache.size belongs to the setting cache' })
  async rename(
    @Param('name') name: string,
    @Body() body: RenameSettingBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.rename(name, { name: body.name, version: body.toVersion() }, actor);
  }

  @Put(':name/configurable_features')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Change the configurable features of a setting',
    description: 'A feature that a rule uses cannot go; one can be added only in a major version.',
  })
  @NameParam()
  @ApiBodyExample(SetConfigurableFeaturesBody, { configurable_features: ['user', 'theme'], version: '2.2' })
  @NoContent()
  @ApiProblems({ ...VERSION_PROBLEMS, 409: 'the features theme are used by the rules 2' })
  async setConfigurableFeatures(
    @Param('name') name: string,
    @Body() body: SetConfigurableFeaturesBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    const to = { configurableFeatures: body.configurable_features, version: body.toVersion() };
    await this.settings.setConfigurableFeatures(name, to, actor);
  }

  @Get(':name/metadata')
  @ApiOperation({ summary: 'Get the metadata of a setting' })
  @NameParam()
  @ApiTaggedAnswer({ type: SettingMetadataAnswer, description: 'The metadata.' })
  @ApiProblems(UNKNOWN)
  async getMetadata(@Param('name') name: string): Promise<Answer> {
    const { setting, reading } = await this.settings.get(name);
    return Answer.cacheable(reading, [name], () => printJson(presentMetadata(setting)));
  }

  @Post(':name/metadata')
  @HttpCode(204)
  @ApiOperation({ summary: 'Merge metadata into a setting', description: 'Keys that are not named stay.' })
  @NameParam()
  @ApiBodyExample(SettingMetadataBody, { metadata: { owner: 'platform' }, version: '2.3' })
  @NoContent()
  @ApiProblems(VERSION_PROBLEMS)
  async mergeMetadata(
    @Param('name') name: string,
    @Body() body: SettingMetadataBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.editMetadata(name, { edit: { set: body.toMetadata() }, version: body.toVersion() }, actor);
  }

  @Put(':name/metadata')
  @HttpCode(204)
  @ApiOperation({ summary: 'Replace the metadata of a setting', description: 'Keys that are not named go.' })
  @NameParam()
  @ApiBodyExample(SettingMetadataBody, { metadata: { owner: 'web' }, version: '2.4' })
  @NoContent()
  @ApiProblems(VERSION_PROBLEMS)
  async replaceMetadata(
    @Param('name') name: string,
    @Body() body: SettingMetadataBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.editMetadata(name, { edit: { replace: body.toMetadata() }, version: body.toVersion() }, actor);
  }

  @Put(':name/metadata/:key')
  @HttpCode(204)
  @ApiOperation({ summary: 'Set one metadata key of a setting' })
  @NameParam()
  @KeyParam()
  @ApiBodyExample(SettingMetadataValueBody, { value: 'web', version: '2.5' })
  @NoContent()
  @ApiProblems(VERSION_PROBLEMS)
  async setMetadataKey(
    @Param('name') name: string,
    @Param('key', new NamePipe(METADATA_KEY)) key: string,
    @Body() body: SettingMetadataValueBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.editMetadata(name, { edit: setKey(key, body.toValue()), version: body.toVersion() }, actor);
  }

  @Delete(':name/metadata/:key')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove one metadata key of a setting',
    description: 'A key that is not there stays so. The request has a body.',
  })
  @NameParam()
  @KeyParam()
  @ApiBodyExample(VersionBody, { version: '2.6' })
  @NoContent()
  @ApiProblems(VERSION_PROBLEMS)
  async removeMetadataKey(
    @Param('name') name: string,
    @Param('key', new NamePipe(METADATA_KEY)) key: string,
    @Body() body: VersionBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.editMetadata(name, { edit: { remove: key }, version: body.toVersion() }, actor);
  }

  @Delete(':name/metadata')
  @HttpCode(204)
  @ApiOperation({ summary: 'Clear the metadata of a setting', description: 'The request has a body.' })
  @NameParam()
  @ApiBodyExample(VersionBody, { version: '2.7' })
  @NoContent()
  @ApiProblems(VERSION_PROBLEMS)
  async clearMetadata(
    @Param('name') name: string,
    @Body() body: VersionBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.editMetadata(name, { edit: { replace: {} }, version: body.toVersion() }, actor);
  }
}
