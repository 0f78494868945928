import { Module } from '@nestjs/common';
import { DeclarationsService } from './declarations.service.js';
import { SettingsController } from './settings.controller.js';
import { SettingsService } from './settings.service.js';

@Module({ controllers: [SettingsController], providers: [SettingsService, DeclarationsService] })
export class SettingsModule {}
