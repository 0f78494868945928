// Fills an empty service with the settings of a small shop, through the API, as its teams would have done.
import { print } from './exact.mjs';
import { RULES } from './rules.mjs';
import { FEATURES, TEAMS } from './settings.mjs';
import { STORY } from './story.mjs';

/** The note of its first change, by which a service that has the demo is known. */
const FIRST_NOTE = 'The demo of Heksher: a small shop';
const PLATFORM = 'sofia@shop.example';
const DEPLOYMENT = 'deploy@shop.example';

/**
 * Fills the service at a URL. Does nothing if it has the demo already, and throws an error with a clear message if it has
 * anything else. Returns whether it has filled it. A service with access on needs a `token` with the role admin.
 */
export async function seedDemo(url, { token } = {}) {
  const shop = new Shop(url, token);
  const { changes } = await shop.get('changes?limit=10'); // those of migrations are the very first
  if (changes.some(({ note }) => note === FIRST_NOTE)) return false;
  const { settings } = await shop.get('settings');
  const { context_features } = await shop.get('context_features');
  if (settings.length > 0 || context_features.length > 0) {
    throw new Error('the demo needs an empty database, and this one has settings or context features of its own');
  }
  const features = FEATURES.map((feature) => ({ op: 'context_feature.add', context_feature: feature }));
  await shop.apply({ by: PLATFORM, note: FIRST_NOTE, operations: features });
  for (const team of TEAMS) {
    const operations = team.settings.map((row) => ({ op: 'setting.declare', ...declarationOf(team, row) }));
    await shop.apply({ by: DEPLOYMENT, note: team.release, operations });
  }
  for (const { team, owner, settings: rows } of TEAMS) {
    const operations = rows.flatMap(([name]) => (RULES[name] ?? []).map((row) => ruleOf(name, row)));
    await shop.apply({ by: owner, note: `The exceptions of ${team}, from its old configuration file`, operations });
  }
  const sequences = new Map();
  for (const step of STORY) sequences.set(step.id, await tell(shop, step, sequences));
  return true;
}

/** Carries out a step of the story, and returns the sequence of its change. */
async function tell(shop, { by, note, undoes, rule, declaration, operations }, sequences) {
  if (undoes) return shop.post(`changes/${sequences.get(undoes)}/undo`, by, { note });
  if (operations) return shop.apply({ by, note, operations });
  if (declaration) return shop.post('settings/declare', by, { ...declared(declaration.name), ...declaration }, note);
  const { setting, feature_values, value, metadata } = rule;
  return shop.post('rules', by, { setting, feature_values, value, metadata }, note);
}

/** What the team of a setting has declared. */
function declared(name) {
  const team = TEAMS.find(({ settings }) => settings.some(([one]) => one === name));
  return declarationOf(
    team,
    team.settings.find(([one]) => one === name),
  );
}

function declarationOf({ team, owner }, [name, type, default_value, configurable_features, description]) {
  const metadata = { team, owner, description };
  return { name, type, default_value, configurable_features, metadata, version: '1.0' };
}

/** `country:us,user:beta` are two conditions; hekshermgmt keeps the note of a rule in its metadata, as `information`. */
function ruleOf(setting, [conditions, value, information]) {
  const pairs = conditions === '' ? [] : conditions.split(',').map((condition) => condition.split(':'));
  const metadata = information === undefined ? {} : { information };
  return { op: 'rule.set', setting, feature_values: Object.fromEntries(pairs), value, metadata };
}

/** The service as its people use it. */
class Shop {
  constructor(url, token) {
    this.api = `${url.replace(/\/$/, '')}/api/v1`;
    this.headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  }

  get(path) {
    return this.ask(path, { headers: this.headers });
  }

  /** Applies a change set, and returns the sequence of the change. */
  apply({ by, note, operations }) {
    return this.post('change_sets', by, { note, operations });
  }

  /** Sends a request. `note` goes into a header; change sets and undos have theirs in the body. */
  async post(path, by, body, note) {
    const headers = { ...this.headers, 'Content-Type': 'application/json', 'X-Forwarded-Email': by };
    if (note !== undefined) headers['Heksher-Note'] = encodeURIComponent(note);
    const { sequence } = await this.ask(path, { method: 'POST', headers, body: print(body) });
    return sequence;
  }

  async ask(path, request) {
    const answer = await fetch(`${this.api}/${path}`, request);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the service answers ${answer.status} to ${path}: ${text}`);
    return JSON.parse(text);
  }
}
