import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { UI_CLIENT, declaredClient, productOf } from './client-name.js';
import { UseCounts } from './use-counts.js';
import type { Uses } from './uses.js';

/** The most header fields whose clients are remembered. */
const MOST_KNOWN = 1000;

/** Counts which client asks for which settings. Does nothing if that is turned off. */
@Injectable()
export class UsageCounter {
  readonly counts = new UseCounts();
  readonly isOn: boolean;
  /** Header fields that were read lately, and the clients they name. */
  private readonly known = new Map<string, string>();

  constructor(@InjectConfig() { usage }: HeksherConfig) {
    this.isOn = usage.isOn;
  }

  /** Counts the uses of an answer. Never throws. */
  count(request: IncomingMessage, uses: Uses | undefined): void {
    if (!uses) return;
    const client = this.countedClient(request);
    if (client !== undefined) this.counts.add(client, uses);
  }

  /** The same for an answer that many requests share. */
  countRepeated(request: IncomingMessage, uses: Uses | undefined): void {
    if (!uses) return;
    const client = this.countedClient(request);
    if (client !== undefined) this.counts.addRepeated(client, uses);
  }

  /** The name of a request's client: what `Heksher-Client` says, otherwise the name of its token, otherwise its program. */
  clientOf({ headers, handedOver }: IncomingMessage): string {
    const text = headers['heksher-client'];
    if (typeof text === 'string')
      return this.remembered(`c${text}`, () => declaredClient(headers) ?? productOf(headers));
    const { principal } = handedOver ?? {};
    if (principal?.kind === 'token') return principal.name;
    return this.remembered(`u${headers['user-agent'] ?? ''}`, () => productOf(headers));
  }

  /** The client whose uses are counted; undefined if they are not. */
  private countedClient(request: IncomingMessage): string | undefined {
    const client = this.isOn ? this.clientOf(request) : UI_CLIENT;
    return client === UI_CLIENT ? undefined : client;
  }

  private remembered(field: string, read: () => string): string {
    let client = this.known.get(field);
    if (client === undefined) {
      if (this.known.size >= MOST_KNOWN) this.known.clear();
      client = read();
      this.known.set(field, client);
    }
    return client;
  }
}
