import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { Answer } from '../answers/answer.js';
import { PATHS } from '../http/paths.js';
import { printFeatureBody, printFeaturesBody } from '../http/representations/context-features.js';
import type { Mutation } from '../mutations/mutation.js';
import { Mutating } from '../mutations/mutation.decorator.js';
import { Mutations } from '../mutations/mutations.js';
import type { CarriedAnswer } from '../mutations/mutations.dto.js';
import { AddContextFeatureBody, MoveContextFeatureBody } from './context-features.dto.js';
import { ContextFeaturesDocs } from './context-features.openapi.js';
import { ContextFeaturesService } from './context-features.service.js';

@ContextFeaturesDocs
@Controller(PATHS.contextFeatures)
export class ContextFeaturesController {
  constructor(
    private readonly features: ContextFeaturesService,
    private readonly mutations: Mutations,
  ) {}

  @Get()
  async list(): Promise<Answer> {
    const features = await this.features.list();
    return Answer.ofBody(() => printFeaturesBody(features));
  }

  @Post()
  @HttpCode(204)
  async add(@Body() body: AddContextFeatureBody, @Mutating() mutation: Mutation): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'context_feature.add', feature: body.context_feature }, mutation);
  }

  @Get(':name')
  async get(@Param('name') name: string): Promise<Answer> {
    const index = await this.features.getIndex(name);
    return Answer.ofBody(() => printFeatureBody(index));
  }

  @Delete(':name')
  @HttpCode(204)
  async remove(@Param('name') name: string, @Mutating() mutation: Mutation): Promise<CarriedAnswer | undefined> {
    return this.mutations.apply({ op: 'context_feature.delete', feature: name }, mutation);
  }

  @Patch(':name/index')
  @HttpCode(204)
  async move(
    @Param('name') name: string,
    @Body() body: MoveContextFeatureBody,
    @Mutating() mutation: Mutation,
  ): Promise<CarriedAnswer | undefined> {
    const place = body.toPlace();
    return this.mutations.apply({ op: 'context_feature.move', feature: name, place }, mutation);
  }
}
