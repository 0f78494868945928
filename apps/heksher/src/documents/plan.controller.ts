import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { TakesLargeBody } from '../http/body/body.guard.js';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import { readPlanRequest } from './plan-request.js';
import { presentPlan, type PlanAnswer } from './plan.dto.js';
import { PlanDocs } from './plan.openapi.js';
import { PlanService } from './plan.service.js';

@PlanDocs
@Needs('reader')
@Controller(PATHS.plan)
export class PlanController {
  constructor(private readonly plans: PlanService) {}

  @Post()
  @HttpCode(200)
  @TakesLargeBody()
  async plan(@Req() request: Request): Promise<PlanAnswer> {
    return presentPlan(await this.plans.plan(await readPlanRequest(request.handedOver?.body)));
  }
}
