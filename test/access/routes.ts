import type { Role } from '@heksher/domain';

/** The names that a request writes: those below the prefix of the principals, or others. */
export interface Names {
  setting: string;
  feature: string;
  ruleId: number;
  /** The sequence of a change of a rule of that setting. */
  sequence: string;
}

/** What a route needs, and how to ask it so that a request with that role is not refused for its role. */
export interface RouteNeeds {
  role: Role | 'nothing';
  body?: (names: Names) => unknown;
  query?: string;
  /** How prefixes limit it: by the name that it writes, or altogether, since it may change any setting. */
  limited?: 'by name' | 'altogether';
}

const reads: RouteNeeds = { role: 'reader' };
const asks = (body: unknown): RouteNeeds => ({ role: 'reader', body: () => body });
const administers = (body?: RouteNeeds['body']): RouteNeeds => ({
  role: 'admin',
  limited: 'by name',
  ...(body && { body }),
});
const edits = (body?: RouteNeeds['body']): RouteNeeds => ({ ...administers(body), role: 'editor' });
const orders = (body?: RouteNeeds['body']): RouteNeeds => ({
  role: 'admin',
  limited: 'altogether',
  ...(body && { body }),
});

const METADATA = () => ({ metadata: {}, version: '1.0' });
const VALUE = () => ({ value: 1, version: '1.0' });

/** Every route. A new one without an entry here fails the test. */
export const NEEDS: Record<string, RouteNeeds> = {
  'GET /api/health': { role: 'nothing' },
  'GET /api/health/live': { role: 'nothing' },
  'GET /api/health/ready': { role: 'nothing' },
  'GET /metrics': { role: 'nothing' },

  'GET /api/v1/settings': reads,
  'GET /api/v1/settings/prefixes': reads,
  'GET /api/v1/settings/facets': reads,
  'GET /api/v1/settings/{name}': reads,
  'GET /api/v1/settings/{name}/metadata': reads,
  'GET /api/v1/settings/{name}/rules': reads,
  'GET /api/v1/rules': reads,
  'GET /api/v1/rules/search': reads,
  'GET /api/v1/rules/{id}': reads,
  'GET /api/v1/rules/{id}/metadata': reads,
  'GET /api/v1/context_features': reads,
  'GET /api/v1/context_features/{name}': reads,
  'GET /api/v1/context_features/{name}/values': reads,
  'GET /api/v1/query': reads,
  'POST /api/v1/query': asks({}),
  'GET /api/v1/usage': reads,
  'GET /api/v1/usage/stale': reads,
  'GET /api/v1/usage/rules': { role: 'reader', query: 'setting=web.size' },
  'GET /api/v1/usage/clients': reads,
  'POST /api/v1/usage': {
    role: 'service',
    body: () => ({ client: 'shop/1', from: '2026-11-27T08:15:00Z', to: '2026-11-27T08:16:00Z', settings: [] }),
  },
  'GET /api/v1/snapshot': reads,
  'POST /api/v1/snapshot': asks({}),
  'GET /api/v1/export': reads,
  'POST /api/v1/plan': asks({ document: { format: 'heksher/v1', settings: {} } }),
  'GET /api/v1/evaluate': reads,
  'POST /api/v1/evaluate': asks({ context: {} }),
  'POST /api/v1/evaluate/compare': asks({ contexts: [{}, {}] }),
  'POST /ofrep/v1/evaluate/flags': asks({ context: {} }),
  'POST /ofrep/v1/evaluate/flags/{key}': asks({ context: {} }),
  'GET /ofrep/v1/stream': reads,
  'GET /api/v1/changes': reads,
  'GET /api/v1/changes/stream': reads,
  'GET /api/v1/changes/{sequence}': reads,
  'GET /api/v1/changes/{sequence}/items': reads,
  'GET /api/v1/revision': reads,

  'POST /api/v1/settings/declare': {
    role: 'service',
    limited: 'by name',
    body: ({ setting }) => ({ name: setting, configurable_features: ['user'], type: 'str', default_value: '' }),
  },
  'POST /api/v1/rules': edits(({ setting }) => ({ setting, feature_values: { user: 'none' }, value: 1 })),
  'DELETE /api/v1/rules/{id}': edits(),
  'PATCH /api/v1/rules/{id}': edits(VALUE),
  'PUT /api/v1/rules/{id}/value': edits(() => ({ value: 1 })),
  'POST /api/v1/rules/{id}/metadata': edits(METADATA),
  'PUT /api/v1/rules/{id}/metadata': edits(METADATA),
  'DELETE /api/v1/rules/{id}/metadata': edits(),
  'PUT /api/v1/rules/{id}/metadata/{key}': edits(VALUE),
  'DELETE /api/v1/rules/{id}/metadata/{key}': edits(),
  'POST /api/v1/change_sets': {
    ...edits(({ setting, ruleId: rule_id }) => ({
      operations: [
        { op: 'rule.set', setting, feature_values: { user: 'none' }, value: 1, if_match: '"none"' },
        { op: 'rule.delete', rule_id, if_match: '"none"' },
      ],
    })),
  },
  'POST /api/v1/changes/{sequence}/undo': edits(() => ({})),

  'DELETE /api/v1/settings/{name}': administers(),
  'PUT /api/v1/settings/{name}/type': administers(() => ({ type: 'str', version: '2.0' })),
  'PUT /api/v1/settings/{name}/name': administers(({ setting }) => ({ name: `${setting}_new`, version: '1.1' })),
  'PUT /api/v1/settings/{name}/configurable_features': administers(() => ({
    configurable_features: ['user'],
    version: '2.0',
  })),
  'POST /api/v1/settings/{name}/metadata': administers(METADATA),
  'PUT /api/v1/settings/{name}/metadata': administers(METADATA),
  'DELETE /api/v1/settings/{name}/metadata': administers(() => ({ version: '1.1' })),
  'PUT /api/v1/settings/{name}/metadata/{key}': administers(VALUE),
  'DELETE /api/v1/settings/{name}/metadata/{key}': administers(() => ({ version: '1.1' })),
  'PUT /api/v1/settings/{name}/aliases/{alias}': administers(),
  'DELETE /api/v1/settings/{name}/aliases/{alias}': administers(),
  'POST /api/v1/restore': {
    role: 'admin',
    body: ({ setting, sequence }) => ({ to: Number(sequence), settings: [setting], dry_run: false }),
  },
  'GET /api/v1/tokens': { role: 'admin' },
  'POST /api/v1/tokens': orders(() => ({ name: 'new', role: 'reader' })),
  'PATCH /api/v1/tokens/{id}': orders(() => ({ role: 'reader' })),
  'DELETE /api/v1/tokens/{id}': orders(),
  'POST /api/v1/tokens/{id}/rotate': orders(() => ({})),
  'POST /api/v1/context_features': orders(() => ({ context_feature: 'new' })),
  'DELETE /api/v1/context_features/{name}': orders(),
  'PATCH /api/v1/context_features/{name}/index': orders(() => ({ to_after: 'user' })),
};
