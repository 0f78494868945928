import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express } from 'express';
import { answerFailure, refuseUnknownRoute } from './failures.js';
import { OfrepStreamController } from './ofrep-stream.controller.js';
import { OfrepController } from './ofrep.controller.js';
import { OfrepFastRoute } from './ofrep.fast-route.js';
import { OfrepService } from './ofrep.service.js';

/** The OpenFeature Remote Evaluation Protocol, version 0.3. */
@Module({ controllers: [OfrepController, OfrepStreamController], providers: [OfrepService, OfrepFastRoute] })
export class OfrepModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  /** All modules have their routes by now, and Nest's own end of the line is yet to come. */
  onModuleInit(): void {
    const express = this.host.httpAdapter.getInstance<Express>();
    express.use('/ofrep', refuseUnknownRoute, answerFailure);
  }
}
