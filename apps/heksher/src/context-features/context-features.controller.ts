import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { PATHS } from '../http/paths.js';
import { Actor } from '../http/parameters/actor.decorator.js';
import {
  AddContextFeatureBody,
  ContextFeatureAnswer,
  ContextFeaturesAnswer,
  MoveContextFeatureBody,
} from './context-features.dto.js';
import { ContextFeaturesDocs } from './context-features.openapi.js';
import { ContextFeaturesService } from './context-features.service.js';

@ContextFeaturesDocs
@Controller(PATHS.contextFeatures)
export class ContextFeaturesController {
  constructor(private readonly features: ContextFeaturesService) {}

  @Get()
  async list(): Promise<ContextFeaturesAnswer> {
    return { context_features: await this.features.list() };
  }

  @Post()
  @HttpCode(204)
  async add(@Body() body: AddContextFeatureBody, @Actor() actor: string | undefined): Promise<void> {
    await this.features.add(body.context_feature, actor);
  }

  @Get(':name')
  async get(@Param('name') name: string): Promise<ContextFeatureAnswer> {
    return { index: await this.features.getIndex(name) };
  }

  @Delete(':name')
  @HttpCode(204)
  async remove(@Param('name') name: string, @Actor() actor: string | undefined): Promise<void> {
    await this.features.remove(name, actor);
  }

  @Patch(':name/index')
  @HttpCode(204)
  async move(
    @Param('name') name: string,
    @Body() body: MoveContextFeatureBody,
    @Actor() actor: string | undefined,
  ): Promise<void> {
    await this.features.move(name, body.toPlace(), actor);
  }
}
