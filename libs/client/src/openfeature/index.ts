export type { GivenClientOptions, OwnClientOptions, ProviderOptions } from './flag-source.js';
export { HeksherProvider } from './server-provider.js';
export { HeksherWebProvider } from './web-provider.js';
