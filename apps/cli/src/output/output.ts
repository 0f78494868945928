import { printJson, type JsonValue } from '@heksher/domain';
import { styleFor, type Style } from './style.js';

export const FORMATS = ['text', 'json', 'yaml'] as const;

export type Format = (typeof FORMATS)[number];

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;

/** Where the command writes: results to `stdout`, and everything said to people beside them to `stderr`. */
export class Output {
  /** For results. */
  readonly style: Style;
  /** For messages. */
  readonly messageStyle: Style;
  private printYaml: ((value: JsonValue) => string) | undefined;

  constructor(
    readonly format: Format,
    private readonly streams: { stdout: Stream; stderr: Stream },
    environment: NodeJS.ProcessEnv,
  ) {
    this.style = styleFor(streams.stdout, environment);
    this.messageStyle = styleFor(streams.stderr, environment);
  }

  /** Loads what prints the format. Only YAML takes long to load. */
  async prepare(): Promise<void> {
    if (this.format === 'yaml') ({ printYaml: this.printYaml } = await import('../documents/print.js'));
  }

  /** A result: for people as lines, for programs as a value. */
  result(value: JsonValue, lines: () => readonly string[]): void {
    if (this.format === 'text') this.lines(lines());
    else this.streams.stdout.write(this.printYaml?.(value) ?? `${printJson(value)}\n`);
  }

  /** Lines of a result for people. */
  lines(lines: readonly string[]): void {
    if (lines.length > 0) this.streams.stdout.write(`${lines.join('\n')}\n`);
  }

  /** A text as it is, such as a document. */
  raw(text: string): void {
    this.streams.stdout.write(text);
  }

  /** A message beside the result. */
  message(...lines: readonly string[]): void {
    this.messages(lines);
  }

  /** Messages that may be very many: more than a call may have arguments. */
  messages(lines: readonly string[]): void {
    if (lines.length > 0) this.streams.stderr.write(`${lines.join('\n')}\n`);
  }
}
