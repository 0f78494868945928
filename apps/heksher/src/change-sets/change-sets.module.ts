import { Module } from '@nestjs/common';
import { ChangeSetsController } from './change-sets.controller.js';
import { ChangeSetsService } from './change-sets.service.js';

@Module({ controllers: [ChangeSetsController], providers: [ChangeSetsService] })
export class ChangeSetsModule {}
