import { HeksherClient, fileStore, t } from '@heksher/client';
import { requestContext } from './request-context.js';

export const heksher = new HeksherClient({
  url: process.env.HEKSHER_URL ?? 'http://127.0.0.1:8888',
  token: process.env.HEKSHER_TOKEN,
  program: 'example-express/1.0',
  contextFrom: () => requestContext.getStore(),
  // The last settings, for a start while the service is away.
  store: fileStore('settings.json'),
  onError: (error) => console.error(`Heksher: ${String(error)}`),
});

/** How many products a page of the catalogue has. */
export const pageSize = heksher.setting({
  name: 'example.page_size',
  type: t.int(),
  configurableFeatures: ['user', 'theme'],
  defaultValue: 3,
  validate: (size) => Math.min(Math.max(size, 1), 100),
});

/** What the catalogue is sorted by. */
export const order = heksher.setting({
  name: 'example.order',
  type: t.enum('name', 'price'),
  configurableFeatures: ['user'],
  defaultValue: 'name',
});
