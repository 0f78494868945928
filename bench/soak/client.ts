import http, { type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** Sent as JSON; a string is sent unchanged. */
  body?: object | string;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** A client of the service that reuses its connections, and can behave badly. */
export class Client {
  private readonly agent = new http.Agent({ keepAlive: true });

  constructor(private readonly url: string) {}

  /** Sends a request and reads its answer. */
  async ask(request: Request): Promise<Answer> {
    const response = await this.send(request);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text: Buffer.concat(chunks).toString(),
    };
  }

  /** Sends a request and hangs up after some milliseconds, even in the middle of the answer. */
  async abort(request: Request, milliseconds: number): Promise<void> {
    const aborted = new AbortController();
    const pending = this.send(request, aborted.signal).catch(() => undefined);
    await sleep(milliseconds);
    aborted.abort();
    (await pending)?.destroy();
  }

  /** Opens a stream, listens to it for some milliseconds, and hangs up. Answers the status. */
  async listen(path: string, milliseconds: number): Promise<number> {
    const response = await this.send({ path });
    response.on('error', () => {}).resume();
    await sleep(milliseconds);
    response.destroy();
    return response.statusCode ?? 0;
  }

  close(): void {
    this.agent.destroy();
  }

  private async send(request: Request, signal?: AbortSignal): Promise<IncomingMessage> {
    const { method = 'GET', path, body, headers } = request;
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = http.request(this.url + path, { method, agent: this.agent, signal });
      for (const [name, value] of Object.entries(headers ?? {})) sent.setHeader(name, value);
      if (text !== undefined) sent.setHeader('Content-Type', 'application/json');
      sent.on('response', (response) => resolve(response.on('error', () => {})));
      sent.on('error', reject);
      sent.end(text);
    });
  }
}
