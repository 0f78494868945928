import { Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { SETTING_NAME_OR_ALIAS, assertName, invalid, printJson } from '@heksher/domain';
import { Answer } from '../answers/answer.js';
import { Needs } from '../http/needs.decorator.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { PATHS } from '../http/paths.js';
import {
  Reported,
  RequestedDays,
  RequestedUsage,
  printUsageCursor,
  type CountedByClient,
  type UsageSearch,
} from './usage-request.js';
import { presentClient, presentRule, presentStale, presentUse, type StaleSettingAnswer } from './usage.dto.js';
import { UsageDocs } from './usage.openapi.js';
import { UsageService } from './usage.service.js';

@UsageDocs
@Needs('reader')
@Controller(PATHS.usage)
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  async list(@RequestedUsage() search: UsageSearch, @Res({ passthrough: true }) response: Response): Promise<Answer> {
    const { uses, end, countedSince } = await this.usage.list(search);
    noteBeginning(response, countedSince);
    const next = end ? printUsageCursor(end) : null;
    return Answer.ofBody(() => printJson({ usage: uses.map(presentUse), next }));
  }

  @Get('stale')
  async findStale(
    @RequestedDays() days: number,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StaleSettingAnswer[]> {
    const { stale, countedSince } = await this.usage.findStale(days);
    noteBeginning(response, countedSince);
    return stale.map(presentStale);
  }

  @Get('rules')
  async describeRules(@Query('setting', TextPipe) name: string | undefined): Promise<Answer> {
    if (name === undefined) throw invalid('the parameter setting is required', { parameter: 'setting' });
    assertName(SETTING_NAME_OR_ALIAS, name, { parameter: 'setting' });
    const { rules, isComplete } = await this.usage.describeRules(name);
    return Answer.ofBody(() => printJson({ rules: rules.map((rule) => presentRule(rule, isComplete)) }));
  }

  @Get('clients')
  async listClients(): Promise<Answer> {
    const clients = await this.usage.listClients();
    return Answer.ofBody(() => printJson({ clients: clients.map(presentClient) }));
  }

  @Needs('service')
  @Post()
  @HttpCode(204)
  async report(@Reported() counted: CountedByClient): Promise<void> {
    await this.usage.take(counted);
  }
}

/** Says since when uses are counted: before that nothing is known. */
function noteBeginning(response: Response, countedSince: Date | undefined): void {
  if (countedSince) response.setHeader('Heksher-Counted-Since', countedSince.toISOString());
}
