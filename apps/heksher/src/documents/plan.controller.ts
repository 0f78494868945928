import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Answer } from '../answers/answer.js';
import { TakesLargeBody } from '../http/body/body.guard.js';
import { inSlices } from '../http/body/in-slices.js';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import { readPlanRequest } from './plan-request.js';
import { printPlan } from './plan.dto.js';
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
  async plan(@Req() request: Request): Promise<Answer> {
    const planned = await this.plans.plan(await readPlanRequest(request.handedOver?.body));
    const text = await inSlices(printPlan(planned));
    return Answer.of({ revision: undefined }, () => text);
  }
}
