import { Module } from '@nestjs/common';
import { ChangeController } from './change.controller.js';
import { ChangesController } from './changes.controller.js';
import { ChangesService } from './changes.service.js';
import { RevisionController } from './revision.controller.js';

@Module({
  controllers: [ChangesController, ChangeController, RevisionController],
  providers: [ChangesService],
})
export class ChangesModule {}
