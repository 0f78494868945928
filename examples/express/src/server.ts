import type { AddressInfo } from 'node:net';
import express from 'express';
import { firstPage } from './catalogue.js';
import { requestContext } from './request-context.js';
import { heksher, pageSize } from './settings.js';

// Returns after 5 seconds at the latest. Without the service, the application starts with the values of the store.
await heksher.start();

const app = express();

// From here on, everything that is done for a request has its context.
app.use((request, _response, next) => {
  requestContext.run({ user: request.get('X-User') ?? 'guest', theme: request.get('X-Theme') }, next);
});

app.get('/products', (_request, response) => {
  response.json(firstPage());
});

app.get('/why', (_request, response) => {
  response.json(pageSize.explain());
});

app.get('/status', (_request, response) => {
  response.json(heksher.status);
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close();
    void heksher.close();
  });
}
