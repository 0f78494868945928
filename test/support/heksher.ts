export interface Answer {
  status: number;
  headers: Headers;
  /** The body as sent, because `JSON.parse` loses digits. */
  text: string;
  /** The parsed body; undefined if it is empty or not JSON. */
  body: unknown;
}

export interface Declared {
  name: string;
  configurable_features: string[];
  type: string;
  default_value: unknown;
  metadata?: Record<string, unknown>;
  alias?: string | null;
  version?: string;
}

export interface AddedRule {
  setting: string;
  feature_values: Record<string, unknown>;
  value: unknown;
  metadata?: Record<string, unknown>;
}

const V1 = '/api/v1';

/** A minimal client: one method per route, and `send` for requests that no client would send. */
export class Heksher {
  constructor(public url: string) {}

  declare = (body: Declared) => this.post(`${V1}/settings/declare`, body);
  setting = (name: string) => this.get(`${V1}/settings/${name}`);
  settings = (query = '') => this.get(`${V1}/settings${query}`);
  deleteSetting = (name: string) => this.delete(`${V1}/settings/${name}`);
  setType = (name: string, body: unknown) => this.put(`${V1}/settings/${name}/type`, body);
  rename = (name: string, body: unknown) => this.put(`${V1}/settings/${name}/name`, body);
  addAlias = (name: string, alias: string) => this.put(`${V1}/settings/${name}/aliases/${alias}`, undefined);
  removeAlias = (name: string, alias: string) => this.delete(`${V1}/settings/${name}/aliases/${alias}`);
  setFeatures = (name: string, body: unknown) => this.put(`${V1}/settings/${name}/configurable_features`, body);

  addRule = (body: AddedRule) => this.post(`${V1}/rules`, body);
  rule = (id: number | string) => this.get(`${V1}/rules/${id}`);
  deleteRule = (id: number | string) => this.delete(`${V1}/rules/${id}`);
  setRuleValue = (id: number | string, value: unknown) => this.put(`${V1}/rules/${id}/value`, { value });
  searchRule = (setting: string, featureValues: string) =>
    this.get(`${V1}/rules/search?setting=${setting}&feature_values=${encodeURIComponent(featureValues)}`);

  features = () => this.get(`${V1}/context_features`);
  feature = (name: string) => this.get(`${V1}/context_features/${name}`);
  addFeature = (name: unknown) => this.post(`${V1}/context_features`, { context_feature: name });
  deleteFeature = (name: string) => this.delete(`${V1}/context_features/${name}`);
  moveFeature = (name: string, body: unknown) => this.send('PATCH', `${V1}/context_features/${name}/index`, body);

  query = (parameters: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    this.send('GET', `${V1}/query?${new URLSearchParams(parameters)}`, undefined, headers);

  get = (path: string) => this.send('GET', path);
  post = (path: string, body: unknown) => this.send('POST', path, body);
  put = (path: string, body: unknown) => this.send('PUT', path, body);
  delete = (path: string, body?: unknown) => this.send('DELETE', path, body);

  /** Sends any request. A string body is sent as it is, any other as JSON. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  }
}
