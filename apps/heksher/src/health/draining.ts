import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Whether the service is about to stop, so that whoever sends it requests can send them elsewhere. */
@Injectable()
export class Draining {
  private hasBegun = false;

  get isUnderWay(): boolean {
    return this.hasBegun;
  }

  /** From now on the service is not ready; resolves when those who ask for that have had this time to notice. */
  async begin(milliseconds: number): Promise<void> {
    this.hasBegun = true;
    if (milliseconds > 0) await sleep(milliseconds);
  }
}
