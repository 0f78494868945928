import { Module } from '@nestjs/common';
import { AliasesController } from './aliases.controller.js';
import { DeclarationsService } from './declarations.service.js';
import { SettingsController } from './settings.controller.js';
import { SettingsService } from './settings.service.js';

@Module({ controllers: [SettingsController, AliasesController], providers: [SettingsService, DeclarationsService] })
export class SettingsModule {}
