import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './heksher.js';

/** Generous, because only a failing test waits this long. */
const PATIENCE_MS = 25_000;
const PAUSE_MS = 10;

/** Waits until a condition holds. Throws after `withinMs`, naming what was expected. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  expected: string | (() => string),
  withinMs: number = PATIENCE_MS,
): Promise<void> {
  for (const start = performance.now(); !(await holds()); await sleep(PAUSE_MS)) {
    if (performance.now() - start > withinMs) {
      throw new Error(`waited in vain for ${typeof expected === 'string' ? expected : expected()}`);
    }
  }
}

/** Repeats a request until its answer has a status, and returns that answer. */
export async function answered(
  request: () => Promise<Answer>,
  status: number,
  withinMs: number = PATIENCE_MS,
): Promise<Answer> {
  let answer: Answer | undefined;
  const isAnswered = async () => {
    answer = await request();
    return answer.status === status;
  };
  await until(isAnswered, () => `${status}; the last answer was ${answer?.status}: ${answer?.text}`, withinMs);
  return answer as Answer;
}
