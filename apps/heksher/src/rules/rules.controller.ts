import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  METADATA_KEY,
  SETTING_NAME_OR_ALIAS,
  assertName,
  invalid,
  parseConditionList,
  printJson,
  setKey,
  type WrittenRuleId,
} from '@heksher/domain';
import { Answer } from '../answers/answer.js';
import type { Carried } from '@heksher/operations';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { NamePipe } from '../http/parameters/name.pipe.js';
import { publicPrefixOf } from '../http/parameters/public-prefix.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { printMetadataBody } from '../http/representations/metadata.js';
import { printRuleBody } from '../http/representations/rule.js';
import type { Mutation } from '../mutations/mutation.js';
import { Mutating } from '../mutations/mutation.decorator.js';
import { Mutations } from '../mutations/mutations.js';
import type { CarriedAnswer } from '../mutations/mutations.dto.js';
import { RuleIdPipe } from './rule-id.pipe.js';
import { AddRuleBody, RuleIdAnswer, RuleMetadataBody, RuleMetadataValueBody, RuleValueBody } from './rules.dto.js';
import { RulesDocs } from './rules.openapi.js';
import { RulesService } from './rules.service.js';

@RulesDocs
@Controller(PATHS.rules)
export class RulesController {
  constructor(
    private readonly rules: RulesService,
    private readonly mutations: Mutations,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Needs('editor')
  @Post()
  async add(
    @Body() body: AddRuleBody,
    @Mutating() mutation: Mutation,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleIdAnswer | CarriedAnswer> {
    const operation = { op: 'rule.create', rule: body.toRule() } as const;
    const answer = ({ plan }: Carried) => printJson({ rule_id: plan.results[0]?.ruleId });
    const mutated = await this.mutations.carryOut(operation, mutation, { answer });
    if (!('replayed' in mutated) && mutated.preview) return mutated.preview;
    const id = 'replayed' in mutated ? readRuleId(mutated.replayed) : mutated.result.ruleId;
    if (id === undefined) throw new Error('a rule was added without an id');
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
  async get(@Param('id', RuleIdPipe) id: WrittenRuleId): Promise<Answer> {
    const rule = await this.rules.get(id);
    return Answer.ofBody(() => printRuleBody(rule));
  }

  @Needs('editor')
  @Delete(':id')
  @HttpCode(204)
  async remove(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'rule.delete', target: { id } }, mutation);
  }

  @Needs('editor')
  @Put(':id/value')
  @HttpCode(204)
  async setValue(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleValueBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'rule.change', target: { id }, value: body.value }, mutation);
  }

  @Needs('editor')
  @Patch(':id')
  @HttpCode(204)
  async patch(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleValueBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'rule.change', target: { id }, value: body.value }, mutation);
  }

  @Get(':id/metadata')
  async getMetadata(@Param('id', RuleIdPipe) id: WrittenRuleId): Promise<Answer> {
    const rule = await this.rules.get(id);
    return Answer.ofBody(() => printMetadataBody(rule));
  }

  @Needs('editor')
  @Post(':id/metadata')
  @HttpCode(204)
  async mergeMetadata(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleMetadataBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'rule.change', target: { id }, metadata: { set: body.toMetadata() } }, mutation);
  }

  @Needs('editor')
  @Put(':id/metadata')
  @HttpCode(204)
  async replaceMetadata(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleMetadataBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply(
      { op: 'rule.change', target: { id }, metadata: { replace: body.toMetadata() } },
      mutation,
    );
  }

  @Needs('editor')
  @Delete(':id/metadata')
  @HttpCode(204)
  async clearMetadata(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'rule.change', target: { id }, metadata: { replace: {} } }, mutation);
  }

  @Needs('editor')
  @Put(':id/metadata/:key')
  @HttpCode(204)
  async setMetadataKey(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Param('key', new NamePipe(METADATA_KEY)) key: string,
    @Body() body: RuleMetadataValueBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'rule.change', target: { id }, metadata: setKey(key, body.toValue()) }, mutation);
  }

  @Needs('editor')
  @Delete(':id/metadata/:key')
  @HttpCode(204)
  async removeMetadataKey(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Param('key', new NamePipe(METADATA_KEY)) key: string,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'rule.change', target: { id }, metadata: { remove: key } }, mutation);
  }
}

/** The id in the answer to an equal request. */
function readRuleId(answer: string): number | undefined {
  return (JSON.parse(answer) as { rule_id?: number }).rule_id;
}

function required(value: string | undefined, parameter: string): string {
  if (value === undefined) throw invalid(`the query parameter ${parameter} is required`, { parameter });
  return value;
}
