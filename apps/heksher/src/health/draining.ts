import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Whether the service is about to stop, so that a load balancer can send requests elsewhere. */
@Injectable()
export class Draining {
  private hasBegun = false;
  private onBegin: () => void = () => undefined;

  get isUnderWay(): boolean {
    return this.hasBegun;
  }

  /** Sets a function to call when the drain begins. */
  whenBegun(onBegin: () => void): void {
    this.onBegin = onBegin;
  }

  /** Begins the drain: from now on the service is not ready. Resolves after the time that load balancers get to notice. */
  async begin(milliseconds: number): Promise<void> {
    this.hasBegun = true;
    this.onBegin();
    if (milliseconds > 0) await sleep(milliseconds);
  }
}
