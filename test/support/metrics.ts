const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL})(?:,${LABEL})*)\\})? (\\S+)$`);
const VALUE = /^(?:[+-]?Inf|NaN|Nan|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const TYPES = ['counter', 'gauge', 'histogram', 'summary'];

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** The types and samples of a text in Prometheus' format. Throws if the text is malformed. */
export class MetricsText {
  readonly types = new Map<string, string>();
  readonly samples: Sample[] = [];
  private readonly series = new Set<string>();
  private family = '';

  constructor(text: string) {
    if (!text.endsWith('\n')) throw new Error('the last line does not end');
    for (const line of text.split('\n')) if (line !== '') this.read(line);
  }

  /** The value of the sample with this name and these labels; undefined if there is none. */
  value(name: string, labels: Record<string, string> = {}): number | undefined {
    return this.all(name, labels)[0]?.value;
  }

  /** The samples with this name and these labels. */
  all(name: string, labels: Record<string, string> = {}): Sample[] {
    return this.samples.filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
  }

  private read(line: string): void {
    const [, name = '', type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== '') this.begin(name, type);
    else if (!line.startsWith('#')) this.add(line);
    else if (!new RegExp(`^# HELP ${NAME} \\S.*$`).test(line)) throw new Error(`not a comment: ${line}`);
  }

  private begin(name: string, type: string): void {
    if (this.types.has(name)) throw new Error(`${name} comes twice`);
    if (!TYPES.includes(type)) throw new Error(`${name} is of no type: ${type}`);
    this.types.set(name, type);
    this.family = name;
  }

  private add(line: string): void {
    const [, name = '', labels = '', text = ''] = SAMPLE.exec(line) ?? [];
    if (name === '' || !VALUE.test(text)) throw new Error(`not a sample: ${line}`);
    const isOfFamily = name === this.family || /^_(bucket|sum|count)$/.test(name.slice(this.family.length));
    if (!isOfFamily || !name.startsWith(this.family)) throw new Error(`${name} stands under ${this.family}`);
    const series = `${name}{${labels}}`;
    if (this.series.has(series)) throw new Error(`${series} comes twice`);
    this.series.add(series);
    const pairs = [...labels.matchAll(/([^=,]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) => [
      label,
      value,
    ]);
    const value = /inf/i.test(text) ? Infinity : Number(text);
    this.samples.push({ name, labels: Object.fromEntries(pairs) as Record<string, string>, value });
  }
}
