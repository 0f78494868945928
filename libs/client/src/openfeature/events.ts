import type { AnyProviderEvent, EventContext, EventHandler, Logger, ProviderEventEmitter } from '@openfeature/core';

/** The events of a provider. The SDKs have emitters of their own, but a program may have only one of the SDKs. */
export class Events implements ProviderEventEmitter<AnyProviderEvent> {
  private readonly handlers = new Map<AnyProviderEvent, EventHandler[]>();
  private logger: Logger | undefined;

  /** What a handler throws is logged, and the others are called. */
  emit(event: `${AnyProviderEvent}`, context?: EventContext): void {
    for (const handler of this.getHandlers(event as AnyProviderEvent)) void this.call(handler, context);
  }

  addHandler(event: AnyProviderEvent, handler: EventHandler): void {
    this.handlers.set(event, [...this.getHandlers(event), handler]);
  }

  removeHandler(event: AnyProviderEvent, handler: EventHandler): void {
    const others = this.getHandlers(event).filter((one) => one !== handler);
    this.handlers.set(event, others);
  }

  removeAllHandlers(event?: AnyProviderEvent): void {
    if (event === undefined) this.handlers.clear();
    else this.handlers.delete(event);
  }

  getHandlers(event: AnyProviderEvent): EventHandler[] {
    return this.handlers.get(event) ?? [];
  }

  setLogger(logger: Logger): this {
    this.logger = logger;
    return this;
  }

  private async call(handler: EventHandler, context: EventContext | undefined): Promise<void> {
    try {
      await handler(context as Parameters<EventHandler>[0]);
    } catch (error) {
      this.logger?.error('a handler of an event has failed', error);
    }
  }
}
