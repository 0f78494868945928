import { DomainError, type Fault, type Path } from './errors.js';

/** The most faults of one input that are reported. */
const MOST_FAULTS = 100;

/** Collects the faults of an input, so that they are reported together. */
export class FaultList {
  private readonly refusals: DomainError[] = [];
  private readonly faults: Fault[] = [];

  /** Whether further faults would not be reported. */
  get isFull(): boolean {
    return this.faults.length >= MOST_FAULTS;
  }

  /** What a step answers; undefined if it throws a refusal, which is noted. `path` leads to the input of the step. */
  try<Result>(path: Path, step: () => Result): Result | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.add(path, error);
      return undefined;
    }
  }

  /** Notes a refusal. `path` leads to its input. */
  add(path: Path, error: DomainError): void {
    this.refusals.push(error);
    const located = error.faults.length > 0 ? error.faults : [{ message: error.message }];
    this.faults.push(...located.map((fault) => ({ ...fault, path: [...path, ...(fault.path ?? [])] })));
  }

  /** Throws the first refusal, with the faults of the first 100, if there is any. */
  assertNone(): void {
    const [first] = this.refusals;
    if (!first) return;
    const others = this.faults.length - 1;
    const more = others > 0 ? `, and ${others} more ${others === 1 ? 'fault' : 'faults'}` : '';
    throw new DomainError(first.kind, `${first.message}${more}`, this.faults.slice(0, MOST_FAULTS), first.details);
  }
}
