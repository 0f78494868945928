import { describe, expect, test } from '@jest/globals';
import { configWith, faultsWith } from '../../../../test/support/environment.js';
import type { HeksherConfig } from './config.js';

test('an empty variable counts as not set', () => {
  const { corsOrigins, ofrep } = configWith({
    HEKSHER_CORS_ORIGINS: '',
    HEKSHER_OFREP_TARGETING_KEY_FEATURE: '',
    HEKSHER_OFREP_STRICT_REASONS: '',
    HEKSHER_OFREP_STREAMS: '',
  });

  expect(corsOrigins).toBeUndefined();
  expect(ofrep).toEqual({ targetingKeyFeature: undefined, areReasonsStrict: false, areStreamsOffered: true });
});

describe('origins', () => {
  test.each<[string, HeksherConfig['corsOrigins']]>([
    ['*', '*'],
    ['https://app.example', ['https://app.example']],
    ['http://localhost:3000,https://app.example', ['http://localhost:3000', 'https://app.example']],
    ['capacitor://localhost,chrome-extension://abc', ['capacitor://localhost', 'chrome-extension://abc']],
    ['http://[::1]:3000', ['http://[::1]:3000']],
  ])('CORS origins may be %s', (text, origins) => {
    expect(configWith({ HEKSHER_CORS_ORIGINS: text }).corsOrigins).toEqual(origins);
  });

  test.each([
    'app.example',
    'https://app.example/',
    'https://app.example/path',
    'https://App.example',
    'https://app.example:443',
    'https://app.example:port',
    'https://user@app.example',
    'https://app.example, https://b.example',
    'https://app.example,',
    'https://a.example,*',
    'null',
    'https://',
  ])('CORS origins cannot be %s', (text) => {
    const faults = faultsWith({ HEKSHER_CORS_ORIGINS: text });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_CORS_ORIGINS: .*https:\/\//)]);
  });
});

describe('the feature of the targeting key', () => {
  test('the feature of the targeting key is a feature name', () => {
    expect(configWith({ HEKSHER_OFREP_TARGETING_KEY_FEATURE: 'user' }).ofrep.targetingKeyFeature).toBe('user');
  });

  test.each(['us-er', 'a,b', 'é', ' user'])('the feature of the targeting key cannot be %j', (text) => {
    const faults = faultsWith({ HEKSHER_OFREP_TARGETING_KEY_FEATURE: text });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_OFREP_TARGETING_KEY_FEATURE: .*feature name/)]);
  });
});

describe('strict reasons', () => {
  test.each([
    ['true', true],
    ['ON', true],
    ['0', false],
  ])('strict reasons may be %s', (text, areReasonsStrict) => {
    expect(configWith({ HEKSHER_OFREP_STRICT_REASONS: text }).ofrep).toMatchObject({ areReasonsStrict });
  });

  test('strict reasons are on or off', () => {
    const faults = faultsWith({ HEKSHER_OFREP_STRICT_REASONS: 'maybe' });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_OFREP_STRICT_REASONS: .*true or false/)]);
  });
});

describe('streams', () => {
  test.each([
    ['false', false],
    ['off', false],
    ['1', true],
  ])('streams may be %s', (text, areStreamsOffered) => {
    expect(configWith({ HEKSHER_OFREP_STREAMS: text }).ofrep).toMatchObject({ areStreamsOffered });
  });

  test('streams are offered or not', () => {
    const faults = faultsWith({ HEKSHER_OFREP_STREAMS: 'polling' });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_OFREP_STREAMS: .*true or false/)]);
  });
});
