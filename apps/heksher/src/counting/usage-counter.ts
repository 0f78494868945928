import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { remembering } from '../http/requests/remembering.js';
import { UI_CLIENT, cleaned, productOf } from './client-name.js';
import { UseCounts } from './use-counts.js';
import type { Uses } from './uses.js';

/** Counts which client asks for which settings. Does nothing if that is turned off. */
@Injectable()
export class UsageCounter {
  readonly counts = new UseCounts();
  readonly isOn: boolean;
  /** Read the name in a `Heksher-Client`, such as `shop/1.4.2`, and the product in a `User-Agent`. */
  private readonly declared = remembering(cleaned);
  private readonly product = remembering(productOf);

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
    const { 'heksher-client': declared, 'user-agent': program = '' } = headers;
    if (typeof declared === 'string') return this.declared(declared) ?? this.product(program);
    const principal = handedOver?.principal;
    return principal?.kind === 'token' ? principal.name : this.product(program);
  }

  /** The client whose uses are counted; undefined if they are not. */
  private countedClient(request: IncomingMessage): string | undefined {
    const client = this.isOn ? this.clientOf(request) : UI_CLIENT;
    return client === UI_CLIENT ? undefined : client;
  }
}
