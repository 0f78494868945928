import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { printJson } from '@heksher/domain';
import type { FastHandler, FindAnswer } from '../answers/fast-handler.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { PATHS } from '../http/paths.js';
import { Draining } from './draining.js';
import { HealthMonitor } from './health.monitor.js';

/** Answers in front of Express that the service is well. Express answers that it is not. */
@Injectable()
export class HealthFastHandler implements FastHandler {
  /** The last check is in memory, and a probe must not wait for the database. */
  readonly needsHeadRead = false;
  private readonly answers: ReadonlyMap<string, FindAnswer>;

  constructor(monitor: HealthMonitor, draining: Draining, @InjectConfig() { version }: HeksherConfig) {
    const body = printJson({ version });
    const answerIf = (route: string, isWell: () => boolean): [string, FindAnswer] => {
      const answer = { route, body };
      return [route, () => (isWell() ? answer : undefined)];
    };
    this.answers = new Map([
      answerIf(PATHS.health, () => monitor.isHealthy),
      answerIf(`${PATHS.health}/live`, () => true),
      answerIf(`${PATHS.health}/ready`, () => !draining.isUnderWay && monitor.fault === undefined),
    ]);
  }

  takes({ method, url = '' }: IncomingMessage): boolean {
    return method === 'GET' && this.answers.has(url);
  }

  prepare({ url = '' }: IncomingMessage): FindAnswer | undefined {
    return this.answers.get(url);
  }
}
