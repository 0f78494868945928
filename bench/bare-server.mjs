// The ceiling of the platform: a server with node:http alone, which answers a given number of bytes.
import { createServer } from 'node:http';

const body = Buffer.alloc(Number(process.argv[2] ?? 1000), 'x');
const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length };
const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('disconnect', () => process.exit());
