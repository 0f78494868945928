import { expect } from '@jest/globals';
import type { Client } from '@openfeature/server-sdk';
import {
  OpenFeature as WebOpenFeature,
  ProviderEvents,
  type Client as WebClient,
  type EventDetails,
} from '@openfeature/web-sdk';
import { uniqueName, type Given } from './given.js';
import type { Heksher } from './heksher.js';

/** A service with the features account, user and theme. */
interface Service {
  heksher: Heksher;
  given: Given;
}

/** Programs that are servers. */
export interface ServerWorld extends Service {
  /** A client of OpenFeature that knows of all changes so far. */
  client(): Promise<Client>;
}

/** Web pages. */
export interface WebWorld extends Service {
  /** A page with a context, which knows of all changes so far. */
  openPage(context: Record<string, string>): Promise<WebClient>;
  /** The same, and it follows changes. */
  openLivePage(context: Record<string, string>): Promise<WebClient>;
}

type Scenarios<World> = Record<string, (world: World) => Promise<void>>;

/** A setting that is configurable by account, user and theme. */
export async function flag(
  { given }: Pick<Service, 'given'>,
  attributes: { type: string; default_value: unknown; name?: string },
): Promise<string> {
  const setting = await given.setting({ configurable_features: ['account', 'user', 'theme'], ...attributes });
  return setting.name;
}

const notFound = async ({ client }: ServerWorld, key: string) =>
  expect(await (await client()).getStringDetails(key, 'mine')).toEqual({
    flagKey: key,
    value: 'mine',
    reason: 'ERROR',
    errorCode: 'FLAG_NOT_FOUND',
    errorMessage: expect.stringContaining('no setting is called'),
    flagMetadata: {},
  });

/** What every provider for servers does. */
export const SERVER_SCENARIOS: Scenarios<ServerWorld> = {
  'gives the value and the id of the winning rule': async (world) => {
    const name = await flag(world, { type: 'int', default_value: 50 });
    await world.given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const id = await world.given.rule({ setting: name, feature_values: { user: 'guest', theme: 'dark' }, value: 20 });
    const client = await world.client();

    const details = await client.getNumberDetails(name, 0, { targetingKey: 'x', user: 'guest', theme: 'dark' });

    expect(details).toEqual({
      flagKey: name,
      value: 20,
      reason: 'TARGETING_MATCH',
      variant: `rule:${id}`,
      flagMetadata: {
        'heksher.version': '1.0',
        'heksher.type': 'int',
        'heksher.ruleId': id,
        'heksher.matched': 'user=guest,theme=dark',
      },
    });
  },

  'says why a flag has its default': async (world) => {
    const name = await flag(world, { type: 'bool', default_value: true });
    const other = await flag(world, { type: 'bool', default_value: true });
    await world.given.rule({ setting: name, feature_values: { user: 'guest' }, value: false });
    const client = await world.client();
    const flagMetadata = { 'heksher.version': '1.0', 'heksher.type': 'bool' };
    const details = { value: true, variant: 'default', flagMetadata };

    expect(await client.getBooleanDetails(name, false, { user: 'jim' })).toEqual({
      flagKey: name,
      reason: 'DEFAULT',
      ...details,
    });
    expect(await client.getBooleanDetails(other, false)).toEqual({ flagKey: other, reason: 'STATIC', ...details });
  },

  'evaluates each time in the current context': async (world) => {
    const name = await flag(world, { type: 'int', default_value: 50 });
    await world.given.rule({ setting: name, feature_values: { account: '5' }, value: 5 });
    await world.given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    await world.given.rule({ setting: name, feature_values: { theme: 'true' }, value: 15 });
    const client = await world.client();

    const values = [
      await client.getNumberValue(name, 0),
      await client.getNumberValue(name, 0, { account: 5 }),
      await client.getNumberValue(name, 0, { account: 5, user: 'guest' }),
      await client.getNumberValue(name, 0, { account: 5, user: 'guest', theme: true }),
      await client.getNumberValue(name, 0, { account: Number.NaN, user: ['guest'], theme: null }),
      await client.getNumberValue(name, 0, { user: 'jim', since: new Date(0), groups: ['a'], nested: { a: 1 } }),
    ];

    expect(values).toEqual([50, 5, 10, 15, 50, 50]);
  },

  'reads every type of a setting': async (world) => {
    const names = {
      int: await flag(world, { type: 'int', default_value: 7 }),
      float: await flag(world, { type: 'float', default_value: 1.5 }),
      whole: await flag(world, { type: 'float', default_value: 2 }),
      str: await flag(world, { type: 'str', default_value: 'é😀' }),
      yes: await flag(world, { type: 'bool', default_value: true }),
      no: await flag(world, { type: 'bool', default_value: false }),
      enum: await flag(world, { type: 'Enum["a","b"]', default_value: 'b' }),
      flags: await flag(world, { type: 'Flags[1,2]', default_value: [2, 1] }),
      sequence: await flag(world, { type: 'Sequence<str>', default_value: ['x'] }),
      mapping: await flag(world, { type: 'Mapping<int>', default_value: { a: 1 } }),
    };
    const client = await world.client();

    const values = [
      await client.getNumberValue(names.int, 0),
      await client.getNumberValue(names.float, 0),
      await client.getNumberValue(names.whole, 0),
      await client.getStringValue(names.str, ''),
      await client.getBooleanValue(names.yes, false),
      await client.getBooleanValue(names.no, true),
      await client.getStringValue(names.enum, ''),
      await client.getObjectValue(names.flags, []),
      await client.getObjectValue(names.sequence, []),
      await client.getObjectValue(names.mapping, {}),
    ];

    expect(values).toEqual([7, 1.5, 2, 'é😀', true, false, 'b', [2, 1], ['x'], { a: 1 }]);
  },

  'finds a flag by its former name': async (world) => {
    const name = await flag(world, { type: 'str', default_value: 'here' });
    await world.heksher.rename(name, { name: uniqueName('renamed'), version: '1.1' });
    const client = await world.client();

    expect(await client.getStringValue(name, '')).toBe('here');
  },

  'finds a flag by an alias in kebab case': async (world) => {
    const name = await flag(world, { type: 'str', default_value: 'here' });
    const alias = uniqueName('kebab-case');
    await world.heksher.addAlias(name, alias);
    const client = await world.client();

    expect(await client.getStringDetails(alias, '')).toMatchObject({ flagKey: alias, value: 'here' });
  },

  'does not find an unknown flag': (world) => notFound(world, 'nobody'),
  'does not find a flag whose key is no name': (world) => notFound(world, 'a b'),
  'does not find a flag whose key looks like a path': (world) => notFound(world, 'a/b c'),
  'does not find a flag with a slash at the end': (world) => notFound(world, 'a/nobody'),
  'does not find a flag whose key is not of ASCII': (world) => notFound(world, 'é'),

  'gives the program’s default if a flag has another type': async (world) => {
    const name = await flag(world, { type: 'int', default_value: 7 });
    const client = await world.client();

    expect(await client.getStringDetails(name, 'mine')).toEqual({
      flagKey: name,
      value: 'mine',
      reason: 'ERROR',
      errorCode: 'TYPE_MISMATCH',
      errorMessage: 'Expected flag type string but got number',
      flagMetadata: {},
    });
  },
};

/** What every provider for web pages does. */
export const WEB_SCENARIOS: Scenarios<WebWorld> = {
  'has every flag in the context of the page, under each of its names': async (world) => {
    const name = await flag(world, { type: 'int', default_value: 50 });
    const id = await world.given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const current = uniqueName('renamed');
    await world.heksher.rename(name, { name: current, version: '1.1' });

    const client = await world.openPage({ targetingKey: 'x', user: 'guest' });

    expect(client.getNumberDetails(current, 0)).toEqual({
      flagKey: current,
      value: 10,
      reason: 'TARGETING_MATCH',
      variant: `rule:${id}`,
      flagMetadata: {
        'heksher.version': '1.1',
        'heksher.type': 'int',
        'heksher.ruleId': id,
        'heksher.matched': 'user=guest',
      },
    });
    expect(client.getNumberValue(name, 0)).toBe(10);
  },

  'reads every type of a setting': async (world) => {
    const names = {
      int: await flag(world, { type: 'int', default_value: 7 }),
      float: await flag(world, { type: 'float', default_value: 2 }),
      str: await flag(world, { type: 'str', default_value: '' }),
      bool: await flag(world, { type: 'bool', default_value: false }),
      enum: await flag(world, { type: 'Enum["a","b"]', default_value: 'b' }),
      flags: await flag(world, { type: 'Flags["a","b"]', default_value: ['b'] }),
      sequence: await flag(world, { type: 'Sequence<int>', default_value: [] }),
      mapping: await flag(world, { type: 'Mapping<int>', default_value: { a: 1 } }),
    };

    const client = await world.openPage({});

    expect(client.getNumberValue(names.int, 0)).toBe(7);
    expect(client.getNumberValue(names.float, 0)).toBe(2);
    expect(client.getStringValue(names.str, 'mine')).toBe('');
    expect(client.getBooleanValue(names.bool, true)).toBe(false);
    expect(client.getStringValue(names.enum, '')).toBe('b');
    expect(client.getObjectValue(names.flags, [])).toEqual(['b']);
    expect(client.getObjectValue(names.sequence, ['mine'])).toEqual([]);
    expect(client.getObjectValue(names.mapping, {})).toEqual({ a: 1 });
  },

  'follows a change of the page’s context, with or without a new targeting key': async (world) => {
    const name = await flag(world, { type: 'int', default_value: 50 });
    await world.given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const client = await world.openPage({ targetingKey: 'x' });
    const seen = [client.getNumberValue(name, 0)];

    await WebOpenFeature.setContext({ targetingKey: 'x', user: 'guest' });
    seen.push(client.getNumberValue(name, 0));
    await WebOpenFeature.setContext({ targetingKey: 'y' });
    seen.push(client.getNumberValue(name, 0));

    expect(seen).toEqual([50, 10, 50]);
    expect(client.providerStatus).toBe('READY');
  },

  'gives the default for an unknown flag and for one of another type': async (world) => {
    const name = await flag(world, { type: 'int', default_value: 7 });

    const client = await world.openPage({});

    const failed = { value: 'mine', reason: 'ERROR', flagMetadata: {} };
    expect(client.getStringDetails('nobody', 'mine')).toMatchObject({ ...failed, errorCode: 'FLAG_NOT_FOUND' });
    expect(client.getStringDetails(name, 'mine')).toMatchObject({ ...failed, errorCode: 'TYPE_MISMATCH' });
    expect(client.getNumberValue(name, 0)).toBe(7);
  },

  'learns of a changed rule': async (world) => {
    const name = await flag(world, { type: 'int', default_value: 50 });
    const id = await world.given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const client = await world.openLivePage({ targetingKey: 'x', user: 'guest' });
    const before = client.getNumberValue(name, 0);
    const changed = new Promise<EventDetails | undefined>((resolve) =>
      client.addHandler(ProviderEvents.ConfigurationChanged, resolve),
    );

    await world.heksher.setRuleValue(id, 11);

    expect(await changed).toMatchObject({ flagsChanged: [name] });
    expect([before, client.getNumberValue(name, 0)]).toEqual([10, 11]);
  },
};
