import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
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
import { ApiBodyExample, ApiProblems, BODY_PROBLEMS, PATH_PROBLEMS } from '../http/openapi/api-docs.js';
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
import { RulesService } from './rules.service.js';

const UNKNOWN = {
  ...PATH_PROBLEMS,
  404: 'no rule has the id 2',
  422: 'a rule id is a positive integer, not "x"',
};
const DELETE_PROBLEMS = { ...BODY_PROBLEMS, ...UNKNOWN };
const VALUE_PROBLEMS = { ...BODY_PROBLEMS, ...UNKNOWN, 400: "the value is not of the setting's type int" };
const METADATA_PROBLEMS = { ...UNKNOWN, ...BODY_PROBLEMS, 422: 'metadata must be a JSON object' };
const IdParam = () => ApiParam({ name: 'id', type: 'integer', description: 'the id of the rule', example: 2 });
const KeyParam = () => ApiParam({ name: 'key', description: 'a metadata key', example: 'added_by' });
const NoContent = () => ApiResponse({ status: 204, description: 'Done.' });

@ApiTags('rules')
@Controller(PATHS.rules)
export class RulesController {
  constructor(
    private readonly rules: RulesService,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Add a rule',
    description: 'Gives a setting a value in every context that has all of the conditions.',
  })
  @ApiBodyExample(AddRuleBody, {
    setting: 'cache_size',
    feature_values: { user: 'admin' },
    value: 200,
    metadata: { added_by: 'jim' },
  })
  @ApiResponse({
    status: 201,
    type: RuleIdAnswer,
    description: 'The id of the rule.',
    headers: {
      Location: { schema: { type: 'string' }, example: '/3', description: 'the rule, relative to this collection' },
      'Content-Location': { schema: { type: 'string' }, example: `${PATHS.rules}/3`, description: 'the rule' },
    },
  })
  @ApiProblems({
    ...BODY_PROBLEMS,
    400: 'setting cache_size is not configurable by trust',
    409: 'rule 3 of setting cache_size has the same conditions, user=admin',
    422: 'no setting is called cache_size',
  })
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
  @ApiOperation({ summary: 'Find a rule', description: 'The rule with exactly these conditions, in any order.' })
  @ApiQuery({ name: 'setting', type: String, description: 'a name or alias of the setting', example: 'cache_size' })
  @ApiQuery({ name: 'feature_values', type: String, description: 'the conditions', example: 'user:guest,theme:dark' })
  @ApiResponse({ status: 200, type: RuleIdAnswer, description: 'The id of the rule.' })
  @ApiProblems({ 404: 'setting cache_size has no rule for user=admin', 422: 'the feature user is named twice' })
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
  @ApiOperation({ summary: 'Get a rule' })
  @IdParam()
  @ApiResponse({ status: 200, type: RuleAnswer, description: 'The rule.' })
  @ApiProblems(UNKNOWN)
  async get(@Param('id', RuleIdPipe) id: WrittenRuleId): Promise<RuleAnswer> {
    return presentRule(await this.rules.get(id));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a rule' })
  @IdParam()
  @NoContent()
  @ApiProblems(DELETE_PROBLEMS)
  async remove(@Param('id', RuleIdPipe) id: WrittenRuleId, @Actor() actor: string | undefined): Promise<void> {
    await this.rules.remove(id, actor);
  }

  @Put(':id/value')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change the value of a rule' })
  @IdParam()
  @ApiBodyExample(RuleValueBody, { value: 40 })
  @NoContent()
  @ApiProblems(VALUE_PROBLEMS)
  async setValue(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleValueBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.setValue(id, body.value, actor);
  }

  @Patch(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change the value of a rule', description: 'Use PUT …/value.', deprecated: true })
  @IdParam()
  @ApiBodyExample(RuleValueBody, { value: 40 })
  @NoContent()
  @ApiProblems(VALUE_PROBLEMS)
  async patch(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleValueBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.setValue(id, body.value, actor);
  }

  @Get(':id/metadata')
  @ApiOperation({ summary: 'Get the metadata of a rule' })
  @IdParam()
  @ApiResponse({ status: 200, type: RuleMetadataAnswer, description: 'The metadata.' })
  @ApiProblems(UNKNOWN)
  async getMetadata(@Param('id', RuleIdPipe) id: WrittenRuleId): Promise<RuleMetadataAnswer> {
    const { metadata } = await this.rules.get(id);
    return { metadata };
  }

  @Post(':id/metadata')
  @HttpCode(204)
  @ApiOperation({ summary: 'Merge metadata into a rule', description: 'Keys that are not named stay.' })
  @IdParam()
  @ApiBodyExample(RuleMetadataBody, { metadata: { added_by: 'jim' } })
  @NoContent()
  @ApiProblems(METADATA_PROBLEMS)
  async mergeMetadata(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleMetadataBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.editMetadata(id, { set: body.toMetadata() }, actor);
  }

  @Put(':id/metadata')
  @HttpCode(204)
  @ApiOperation({ summary: 'Replace the metadata of a rule', description: 'Keys that are not named go.' })
  @IdParam()
  @ApiBodyExample(RuleMetadataBody, { metadata: { added_by: 'john' } })
  @NoContent()
  @ApiProblems(METADATA_PROBLEMS)
  async replaceMetadata(
    @Param('id', RuleIdPipe) id: WrittenRuleId,
    @Body() body: RuleMetadataBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.rules.editMetadata(id, { replace: body.toMetadata() }, actor);
  }

  @Delete(':id/metadata')
  @HttpCode(204)
  @ApiOperation({ summary: 'Clear the metadata of a rule' })
  @IdParam()
  @NoContent()
  @ApiProblems(DELETE_PROBLEMS)
  async clearMetadata(@Param('id', RuleIdPipe) id: WrittenRuleId, @Actor() actor: string | undefined): Promise<void> {
    await this.rules.editMetadata(id, { replace: {} }, actor);
  }

  @Put(':id/metadata/:key')
  @HttpCode(204)
  @ApiOperation({ summary: 'Set one metadata key of a rule' })
  @IdParam()
  @KeyParam()
  @ApiBodyExample(RuleMetadataValueBody, { value: 'jim' })
  @NoContent()
  @ApiProblems({ ...METADATA_PROBLEMS, 422: 'value is required' })
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
  @ApiOperation({ summary: 'Remove one metadata key of a rule', description: 'A key that is not there stays so.' })
  @IdParam()
  @KeyParam()
  @NoContent()
  @ApiProblems(DELETE_PROBLEMS)
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
