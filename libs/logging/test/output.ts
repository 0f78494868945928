import { Writable } from 'node:stream';

/** A stream in place of standard output that keeps its text. */
export class Output extends Writable {
  private printed = '';

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.printed += chunk.toString();
    callback();
  }

  get text(): string {
    return this.printed;
  }

  get records(): Record<string, unknown>[] {
    return this.printed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
