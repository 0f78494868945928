import { HeksherClient, localStorageStore, t } from '@heksher/client';

export const heksher = new HeksherClient({
  url: location.origin,
  program: 'example-react/1.0',
  // The last settings, for a visit while the service is away.
  store: localStorageStore('settings'),
});

/** A line at the top of the page. */
export const banner = heksher.setting({
  name: 'example.banner',
  type: t.str(),
  configurableFeatures: ['user', 'theme'],
  defaultValue: 'Welcome',
});

/** What a user may do. */
export const permissions = heksher.setting({
  name: 'example.permissions',
  type: t.flags('read', 'write'),
  configurableFeatures: ['user'],
  defaultValue: new Set(['read'] as const),
});
