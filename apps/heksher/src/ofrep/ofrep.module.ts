import { Module } from '@nestjs/common';
import { BulkFastHandler } from './bulk.fast-handler.js';
import { OfrepStreamController } from './ofrep-stream.controller.js';
import { OfrepController } from './ofrep.controller.js';
import { OfrepFastHandler } from './ofrep.fast-handler.js';
import { OfrepService } from './ofrep.service.js';

/** The OpenFeature Remote Evaluation Protocol, version 0.3. */
@Module({
  controllers: [OfrepController, OfrepStreamController],
  providers: [OfrepService, OfrepFastHandler, BulkFastHandler],
})
export class OfrepModule {}
