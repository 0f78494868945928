import { Module } from '@nestjs/common';
import { RuleListController } from './rule-list.controller.js';
import { RuleListService } from './rule-list.service.js';
import { RulesController } from './rules.controller.js';
import { RulesService } from './rules.service.js';

@Module({ controllers: [RuleListController, RulesController], providers: [RulesService, RuleListService] })
export class RulesModule {}
