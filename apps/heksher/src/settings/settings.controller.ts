import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { METADATA_KEY, printJson, setKey, type MetadataEdit, type Point, type Version } from '@heksher/domain';
import { NEWEST, type Freshness } from '@heksher/persistence';
import { RecentUse } from '../counting/recent-use.js';
import { UsageCounter } from '../counting/usage-counter.js';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import { BooleanPipe } from '../http/parameters/boolean.pipe.js';
import { NamePipe } from '../http/parameters/name.pipe.js';
import { PointPipe } from '../http/parameters/point.pipe.js';
import { printMetadataBody } from '../http/representations/metadata.js';
import { printSettingBody } from '../http/representations/setting.js';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
import { presentVerdict, type DeclarationAnswer } from '../http/representations/declaration.js';
import type { Mutation } from '../mutations/mutation.js';
import { Mutating } from '../mutations/mutation.decorator.js';
import { Mutations } from '../mutations/mutations.js';
import type { CarriedAnswer } from '../mutations/mutations.dto.js';
import {
  DeclareSettingBody,
  RenameSettingBody,
  SetConfigurableFeaturesBody,
  SetTypeBody,
  SettingMetadataBody,
  SettingMetadataValueBody,
  TypeConflictsAnswer,
  VersionBody,
} from './settings.dto.js';
import { SettingsDocs } from './settings.openapi.js';
import { SettingsService } from './settings.service.js';

@SettingsDocs
@Controller(PATHS.settings)
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly mutations: Mutations,
    private readonly usage: UsageCounter,
    private readonly recentUse: RecentUse,
  ) {}

  @Needs('service')
  @Post('declare')
  @HttpCode(200)
  async declare(
    @Body() body: DeclareSettingBody,
    @Mutating() mutation: Mutation,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DeclarationAnswer | CarriedAnswer | Answer> {
    const operation = { op: 'setting.declare', declaration: body.toDeclaration() } as const;
    const options = { origin: 'declare', isUsuallyUnchanged: true } as const;
    const mutated = await this.mutations.carryOut(operation, mutation, options);
    if ('replayed' in mutated) throw new Error('declarations have no idempotency keys');
    const { result, preview, carried } = mutated;
    const { declaration } = result;
    if (!declaration) throw new Error('a declaration had no outcome');
    const { outcome } = declaration;
    const isRefused = outcome === 'rejected' || outcome === 'mismatch';
    if (isRefused) response.status(HttpStatus.CONFLICT);
    else if (preview) return preview;
    const answer = presentVerdict(declaration);
    const uses = mutation.isDryRun ? undefined : ({ kind: 'declare', names: [body.name] } as const);
    if (!isPlain(mutation) || (outcome !== 'uptodate' && outcome !== 'outdated')) {
      this.usage.count(mutation.request, uses);
      return answer;
    }
    const { reading, names } = carried.base;
    return Answer.cacheable(reading, names, () => printJson(answer)).counted(uses);
  }

  @Get(':name')
  async get(
    @Param('name') name: string,
    @Query('as_of', PointPipe) asOf: Point | undefined,
    @Fresh() freshness: Freshness,
  ): Promise<Answer> {
    const { setting, reading } = await this.settings.get(name, asOf, freshness);
    return Answer.cacheable(reading, [name], () => printSettingBody(setting));
  }

  @Delete(':name')
  @HttpCode(204)
  async remove(
    @Param('name') name: string,
    @Query('force', BooleanPipe) isForced: boolean,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    if (!isForced && this.recentUse.watches(mutation.request)) await this.assertUnused(name);
    return this.mutations.apply({ op: 'setting.delete', setting: name }, mutation);
  }

  @Put(':name/type')
  async setType(
    @Param('name') name: string,
    @Body() body: SetTypeBody,
    @Mutating() mutation: Mutation,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TypeConflictsAnswer | CarriedAnswer | undefined> {
    const to = { type: body.toType(), version: body.toVersion() };
    const mutated = await this.mutations.carryOut({ op: 'setting.set_type', setting: name, ...to }, mutation);
    if ('replayed' in mutated) throw new Error('a change of type has no idempotency key');
    const { result, preview } = mutated;
    if (result.typeConflicts) response.status(HttpStatus.CONFLICT);
    else if (!preview) response.status(HttpStatus.NO_CONTENT);
    return result.typeConflicts ?? preview;
  }

  @Put(':name/name')
  @HttpCode(204)
  async rename(
    @Param('name') name: string,
    @Body() body: RenameSettingBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    const to = { name: body.name, version: body.toVersion() };
    return this.mutations.apply({ op: 'setting.rename', setting: name, ...to }, mutation);
  }

  @Put(':name/configurable_features')
  @HttpCode(204)
  async setConfigurableFeatures(
    @Param('name') name: string,
    @Body() body: SetConfigurableFeaturesBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    const to = { configurableFeatures: body.configurable_features, version: body.toVersion() };
    return this.mutations.apply({ op: 'setting.set_configurable_features', setting: name, ...to }, mutation);
  }

  @Get(':name/metadata')
  async getMetadata(@Param('name') name: string, @Fresh() freshness: Freshness): Promise<Answer> {
    const { setting, reading } = await this.settings.get(name, undefined, freshness);
    return Answer.cacheable(reading, [name], () => printMetadataBody(setting));
  }

  @Post(':name/metadata')
  @HttpCode(204)
  async mergeMetadata(
    @Param('name') name: string,
    @Body() body: SettingMetadataBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.edit(name, { edit: { set: body.toMetadata() }, version: body.toVersion() }, mutation);
  }

  @Put(':name/metadata')
  @HttpCode(204)
  async replaceMetadata(
    @Param('name') name: string,
    @Body() body: SettingMetadataBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.edit(name, { edit: { replace: body.toMetadata() }, version: body.toVersion() }, mutation);
  }

  @Put(':name/metadata/:key')
  @HttpCode(204)
  async setMetadataKey(
    @Param('name') name: string,
    @Param('key', new NamePipe(METADATA_KEY)) key: string,
    @Body() body: SettingMetadataValueBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.edit(name, { edit: setKey(key, body.toValue()), version: body.toVersion() }, mutation);
  }

  @Delete(':name/metadata/:key')
  @HttpCode(204)
  async removeMetadataKey(
    @Param('name') name: string,
    @Param('key', new NamePipe(METADATA_KEY)) key: string,
    @Body() body: VersionBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.edit(name, { edit: { remove: key }, version: body.toVersion() }, mutation);
  }

  @Delete(':name/metadata')
  @HttpCode(204)
  async clearMetadata(
    @Param('name') name: string,
    @Body() body: VersionBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.edit(name, { edit: { replace: {} }, version: body.toVersion() }, mutation);
  }

  /** Throws `conflict` if a setting was asked for lately, by its name or an alias. */
  private async assertUnused(name: string): Promise<void> {
    const { setting } = await this.settings.get(name, undefined, NEWEST);
    await this.recentUse.assertNone(`the setting ${setting.name}`, [setting.name, ...setting.aliases]);
  }

  private edit(
    setting: string,
    to: { edit: MetadataEdit; version: Version },
    mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'setting.edit_metadata', setting, ...to }, mutation);
  }
}

/** Whether a declaration has nothing that its answer depends on besides its body. */
function isPlain({ ifMatch, isCreateOnly }: Mutation): boolean {
  return ifMatch === undefined && !isCreateOnly;
}
