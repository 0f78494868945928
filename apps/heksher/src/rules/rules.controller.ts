import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  METADATA_KEY,
  SETTING_NAME_OR_ALIAS,
  assertName,
  invalid,
  parseConditionList,
  setKey,
  type WrittenRuleId,
} from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { Actor } from '../http/parameters/actor.decorator.js';
import { NamePipe } from '../http/parameters/name.pipe.js';
import { publicPrefixOf } from '../http/parameters/public-prefix.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { RuleIdPipe } from './rule-id.pipe.js';
import {
  AddRuleBody,
  RuleAnswer,
  RuleIdAnswer,
  RuleMetadataAnswer,
  RuleMetadataBody,
  RuleMetadataValueBody,
  RuleValueBody,
  presentRule,
} from './rules.dto.js';
import { RulesDocs } from './rules.openapi.js';
import { RulesService } from './rules.service.js';

@RulesDocs
@Controller(PATHS.rules)
export class RulesController {
  constructor(
    private readonly rules: RulesService,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Post()
  async add(
    @Body() body: AddRuleBody,
    @Actor() actor: string | undefined,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleIdAnswer> {
    const id = await this.rules.add(body.toRule(), actor);
    // Heksher's management UI appends Location to the address of this collection.
    response.setHeader('Location', `/${id}`);
    response.setHeader('Content-Location', `${publicPrefixOf(request, response, this.config)}${PATHS.rules}/${id}`);
    return { rule_id: id };
  }

  @Get('search')
  async search(
    @Query('setting', TextPipe) setting: string | undefined,
    @Query('feature_values', TextPipe) featureValues: string | undefined,
  ): Promise<RuleIdAnswer> {
    const name = required(setting, 'setting');
    assertName(SETTING_NAME_OR_ALIAS, name, { parameter: 'setting' });
    const conditions = parseConditionList(required(featureValues, 'feature_values'), 'feature_values');
    return { rule_id: await this.rules.search(name, conditions) };
  }

  @Get(':id')
  async get(@Param('id', RuleIdPipe) id: WrittenRuleId): Promise<RuleAnswer> {
    return presentRule(await this.rules.get(id));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', RuleIdPipe) id: WrittenRuleId, @Actor() actor: string | undefined): Promise<void> {
    await this.rules.remove(id, actor);
  }

  @Put(':id/value')
  @HttpCode(204)
  async setValue(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleValueBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.setValue(id, body.value, actor);
  }

  @Patch(':id')
  @HttpCode(204)
  async patch(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleValueBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.setValue(id, body.value, actor);
  }

  @Get(':id/metadata')
  async getMetadata(@Param('id', RuleIdPipe) id: WrittenRuleId): Promise<RuleMetadataAnswer> {
    const { metadata } = await this.rules.get(id);
    return { metadata };
  }

  @Post(':id/metadata')
  @HttpCode(204)
  async mergeMetadata(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleMetadataBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.editMetadata(id, { set: body.toMetadata() }, actor);
  }

  @Put(':id/metadata')
  @HttpCode(204)
  async replaceMetadata(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleMetadataBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.editMetadata(id, { replace: body.toMetadata() }, actor);
  }

  @Delete(':id/metadata')
  @HttpCode(204)
  async clearMetadata(@Param('id', RuleIdPipe) id: WrittenRuleId, @Actor() actor: string | undefined): Promise<void> {
    await this.rules.editMetadata(id, { replace: {} }, actor);
  }

  @Put(':id/metadata/:key')
  @HttpCode(204)
  async setMetadataKey(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Param('key', new NamePipe(METADATA_KEY)) key: string,
    @Body() body: RuleMetadataValueBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.editMetadata(id, setKey(key, body.toValue()), actor);
  }

  @Delete(':id/metadata/:key')
  @HttpCode(204)
  async removeMetadataKey(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Param('key', new NamePipe(METADATA_KEY)) key: string,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.editMetadata(id, { remove: key }, actor);
  }
}

function required(value: string | undefined, parameter: string): string {
  if (value === undefined) throw invalid(`the query parameter ${parameter} is required`, { parameter });
  return value;
}
