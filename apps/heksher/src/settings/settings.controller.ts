import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { METADATA_KEY, printJson, setKey } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import { Actor } from '../http/parameters/actor.decorator.js';
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
  SettingMetadataBody,
  SettingMetadataValueBody,
  TypeConflictsAnswer,
  VersionBody,
  presentList,
  presentMetadata,
  presentSetting,
  presentVerdict,
} from './settings.dto.js';
import { SettingsDocs } from './settings.openapi.js';
import { SettingsService } from './settings.service.js';

@SettingsDocs
@Controller(PATHS.settings)
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly declarations: DeclarationsService,
  ) {}

  @Post('declare')
  @HttpCode(200)
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
  async list(@Query('include_additional_data', BooleanPipe) isWhole: boolean): Promise<Answer> {
    const listing = await this.settings.list();
    return Answer.cacheable(listing, undefined, () => printJson(presentList(listing.list.settings, isWhole)));
  }

  @Get(':name')
  async get(@Param('name') name: string): Promise<Answer> {
    const { setting, reading } = await this.settings.get(name);
    return Answer.cacheable(reading, [name], () => printJson(presentSetting(setting)));
  }

  @Delete(':name')
  @HttpCode(204)
  async remove(@Param('name') name: string, @Actor() actor: string | undefined): Promise<void> {
    await this.settings.remove(name, actor);
  }

  @Put(':name/type')
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
  async rename(
    @Param('name') name: string,
    @Body() body: RenameSettingBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.rename(name, { name: body.name, version: body.toVersion() }, actor);
  }

  @Put(':name/configurable_features')
  @HttpCode(204)
  async setConfigurableFeatures(
    @Param('name') name: string,
    @Body() body: SetConfigurableFeaturesBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    const to = { configurableFeatures: body.configurable_features, version: body.toVersion() };
    await this.settings.setConfigurableFeatures(name, to, actor);
  }

  @Get(':name/metadata')
  async getMetadata(@Param('name') name: string): Promise<Answer> {
    const { setting, reading } = await this.settings.get(name);
    return Answer.cacheable(reading, [name], () => printJson(presentMetadata(setting)));
  }

  @Post(':name/metadata')
  @HttpCode(204)
  async mergeMetadata(
    @Param('name') name: string,
    @Body() body: SettingMetadataBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.editMetadata(name, { edit: { set: body.toMetadata() }, version: body.toVersion() }, actor);
  }

  @Put(':name/metadata')
  @HttpCode(204)
  async replaceMetadata(
    @Param('name') name: string,
    @Body() body: SettingMetadataBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.editMetadata(name, { edit: { replace: body.toMetadata() }, version: body.toVersion() }, actor);
  }

  @Put(':name/metadata/:key')
  @HttpCode(204)
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
  async clearMetadata(
    @Param('name') name: string,
    @Body() body: VersionBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.settings.editMetadata(name, { edit: { replace: {} }, version: body.toVersion() }, actor);
  }
}
