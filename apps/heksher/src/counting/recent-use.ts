import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@heksher/domain';
import { Database, type NameUsage } from '@heksher/persistence';
import { UsageCounter } from './usage-counter.js';
import { UsageWriter } from './usage-writer.js';

const DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_NAMED = 5;
const MOST_LISTED = 100;

/** Keeps people from deleting what programs still ask for. */
@Injectable()
export class RecentUse {
  constructor(
    private readonly database: Database,
    private readonly counter: UsageCounter,
    private readonly writer: UsageWriter,
  ) {}

  /**
   * Whether a deletion is watched. Those without `Heksher-Client`, as by Heksher's own clients, never are, nor is any if nothing is
   * counted.
   */
  watches({ headers }: IncomingMessage): boolean {
    return this.counter.isOn && headers['heksher-client'] !== undefined;
  }

  /** Throws `conflict`, saying who asked, if one of these names was asked for in the last seven days. */
  async assertNone(what: string, names: readonly string[]): Promise<void> {
    await this.writer.flush();
    const since = new Date(Date.now() - DAYS * DAY_MS);
    const uses = await this.database.read(({ usage }) =>
      usage.list({ names, since }, { after: undefined, limit: MOST_LISTED }),
    );
    if (uses.length === 0) return;
    const detail = `${what} was asked for in the last ${DAYS} days, ${whoAsked(uses)}; with ?force=true it is deleted all the same`;
    throw new DomainError('conflict', detail);
  }
}

/** Says who asked last. */
function whoAsked(uses: readonly NameUsage[]): string {
  const byTime = [...uses].sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime());
  const clients = byTime.filter(({ client }, at) => byTime.findIndex((one) => one.client === client) === at);
  const named = clients
    .slice(0, MOST_NAMED)
    .map(
      ({ client, kind, name, lastAt }) => `by ${client} (${kind} of ${name}, ${lastAt.toISOString().slice(0, 16)}Z)`,
    );
  const more = clients.length > MOST_NAMED ? ` and ${clients.length - MOST_NAMED} more` : '';
  return named.join(', ') + more;
}
