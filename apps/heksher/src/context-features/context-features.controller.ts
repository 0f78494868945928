import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { PATHS } from '../http/paths.js';
import { Actor } from '../http/parameters/actor.decorator.js';
import { ApiBodyExample, ApiProblems, BODY_PROBLEMS, PATH_PROBLEMS } from '../http/openapi/api-docs.js';
import {
  AddContextFeatureBody,
  ContextFeatureAnswer,
  ContextFeaturesAnswer,
  MoveContextFeatureBody,
} from './context-features.dto.js';
import { ContextFeaturesService } from './context-features.service.js';

const UNKNOWN = { ...PATH_PROBLEMS, 404: 'no context feature "theme"' };
const NameParam = (example: string) =>
  ApiParam({ name: 'name', description: 'the name of the context feature', example });
const NoContent = () => ApiResponse({ status: 204, description: 'Done.' });

@ApiTags('context features')
@Controller(PATHS.contextFeatures)
export class ContextFeaturesController {
  constructor(private readonly features: ContextFeaturesService) {}

  @Get()
  @ApiOperation({ summary: 'List the context features', description: 'In order: later ones are more specific.' })
  @ApiResponse({ status: 200, type: ContextFeaturesAnswer, description: 'The names of the features.' })
  @ApiProblems({})
  async list(): Promise<ContextFeaturesAnswer> {
    return { context_features: await this.features.list() };
  }

  @Post()
  @HttpCode(204)
  @ApiOperation({ summary: 'Add a context feature', description: 'It goes to the end of the list.' })
  @ApiBodyExample(AddContextFeatureBody, { context_feature: 'region' })
  @NoContent()
  @ApiProblems({
    ...BODY_PROBLEMS,
    409: 'the context feature region exists already',
    422: '"the region" is not a context feature name: 1 to 255 of letters, digits and "_"',
  })
  async add(@Body() body: AddContextFeatureBody, @Actor() actor: string | undefined): Promise<void> {
    await this.features.add(body.context_feature, actor);
  }

  @Get(':name')
  @ApiOperation({ summary: 'Get the place of a context feature' })
  @NameParam('theme')
  @ApiResponse({ status: 200, type: ContextFeatureAnswer, description: 'Its place in the list.' })
  @ApiProblems(UNKNOWN)
  async get(@Param('name') name: string): Promise<ContextFeatureAnswer> {
    return { index: await this.features.getIndex(name) };
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a context feature',
    description: 'Only one that no setting is configurable by. The later features move up.',
  })
  @NameParam('trust')
  @NoContent()
  @ApiProblems({
    ...BODY_PROBLEMS,
    ...UNKNOWN,
    409: "context feature can't be deleted, there is at least one setting configured by it",
  })
  async remove(@Param('name') name: string, @Actor() actor: string | undefined): Promise<void> {
    await this.features.remove(name, actor);
  }

  @Patch(':name/index')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Move a context feature',
    description: 'Right after or right before another. The order of features decides which rule wins.',
  })
  @NameParam('theme')
  @ApiBodyExample(MoveContextFeatureBody, { to_after: 'account' })
  @NoContent()
  @ApiProblems({ ...UNKNOWN, ...BODY_PROBLEMS, 422: 'exactly one of to_after and to_before is required' })
  async move(
    @Param('name') name: string,
    @Body() body: MoveContextFeatureBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.features.move(name, body.toPlace(), actor);
  }
}
