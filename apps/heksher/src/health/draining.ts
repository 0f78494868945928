import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Whether the service is about to stop, so that whoever sends it requests can send them elsewhere. */
@Injectable()
export class Draining {
  private hasBegun = false;
  private onBegin: () => void = () => undefined;

  get isUnderWay(): boolean {
    return this.hasBegun;
  }

  /** What is to happen as soon as it begins. */
  whenBegun(onBegin: () => void): void {
    this.onBegin = onBegin;
  }

  /** From now on the service is not ready; resolves when those who ask for that have had this time to notice. */
  async begin(milliseconds: number): Promise<void> {
    this.hasBegun = true;
    this.onBegin();
    if (milliseconds > 0) await sleep(milliseconds);
  }
}
