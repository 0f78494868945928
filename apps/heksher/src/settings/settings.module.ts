import { Module } from '@nestjs/common';
import { AliasesController } from './aliases.controller.js';
import { SettingListController } from './setting-list.controller.js';
import { SettingRulesController } from './setting-rules.controller.js';
import { SettingRulesService } from './setting-rules.service.js';
import { SettingSearchService } from './setting-search.service.js';
import { SettingsController } from './settings.controller.js';
import { SettingsService } from './settings.service.js';

@Module({
  controllers: [SettingListController, SettingsController, AliasesController, SettingRulesController],
  providers: [SettingsService, SettingSearchService, SettingRulesService],
})
export class SettingsModule {}
