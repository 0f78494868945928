import { AsyncLocalStorage } from 'node:async_hooks';

/** What the rules of settings may ask of a request. A type and not an interface, so that it is a record of features. */
export type RequestContext = {
  user: string;
  theme?: string | undefined;
};

/** The context of the request that the running code works for. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
