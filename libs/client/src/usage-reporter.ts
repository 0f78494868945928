import { Gets } from './gets.js';
import type { Reports } from './hooks.js';
import { refusal, type Http } from './http.js';
import { pause } from './waiting.js';

interface Parts {
  http: Http;
  /** As the client names itself in `Heksher-Client`. */
  program: string;
  /** Moves what was counted since the last call. */
  collect(into: Gets): void;
  reports: Reports;
  /** The time between two reports, in milliseconds. */
  everyMs: number;
}

const PATH = '/api/v1/usage';
/** The most settings of a report. */
const MOST = 1000;

/** Tells the service how often the program has got its settings, and which rules have won. */
export class UsageReporter {
  private readonly waiting = new Gets();
  private from = new Date();
  private isRefused = false;

  constructor(private readonly parts: Parts) {}

  /** Reports again and again, until a signal ends it. Never throws. */
  async run(closing: AbortSignal): Promise<void> {
    while (!closing.aborted && !this.isRefused) {
      await pause(this.parts.everyMs * (0.85 + Math.random() * 0.3), closing);
      if (!closing.aborted) await this.report();
    }
  }

  /**
   * Reports what was counted up to now. What cannot be reported is reported with the next counts, unless the service refuses
   * reports: one without usage, or a token that may not. Never throws.
   */
  async report(): Promise<void> {
    const { http, program, collect, reports } = this.parts;
    collect(this.waiting);
    const to = new Date();
    while (!this.waiting.isEmpty && !this.isRefused) {
      const settings = this.waiting.takeSome(MOST);
      const body = JSON.stringify({ client: program, from: this.from.toISOString(), to: to.toISOString(), settings });
      try {
        const { response, text } = await http.send(PATH, { method: 'POST', body });
        this.isRefused = [401, 403, 404, 405].includes(response.status);
        if (!response.ok && !this.isRefused) throw refusal(response, text);
      } catch (error) {
        this.waiting.putBack(settings);
        reports.failed(error);
        return;
      }
    }
    this.from = to;
  }
}
