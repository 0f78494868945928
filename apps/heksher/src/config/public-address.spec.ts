import { describe, expect, test } from '@jest/globals';
import { configWith, faultsWith } from '../../../../test/support/environment.js';

describe('the public URL', () => {
  test.each([
    ['https://host.example', 'https://host.example', ''],
    ['https://host.example/', 'https://host.example', ''],
    ['https://host.example/heksher', 'https://host.example/heksher', '/heksher'],
    ['https://host.example/heksher/', 'https://host.example/heksher', '/heksher'],
    ['http://10.0.0.1:8080/a/b', 'http://10.0.0.1:8080/a/b', '/a/b'],
    ['HTTP://Host.example:80/Heksher', 'http://host.example/Heksher', '/Heksher'],
    ['http://[::1]:8888/my%20app', 'http://[::1]:8888/my%20app', '/my%20app'],
  ])('the public URL may be %s', (text, href, prefix) => {
    expect(configWith({ HEKSHER_PUBLIC_URL: text }).publicUrl).toEqual({ href, prefix });
  });

  test.each([
    ['/heksher', /http or https URL/],
    ['host.example/heksher', /http or https URL/],
    ['ftp://host.example', /http or https URL/],
    ['https://', /http or https URL/],
    ['https://host.example:99999', /http or https URL/],
    ['https://host.example/a b', /http or https URL/],
    ['https:\\\\host.example', /http or https URL/],
    ['https://host.example/?a=b', /no query/],
    ['https://host.example/heksher?', /no query/],
    ['https://host.example/#top', /no fragment/],
    ['https://user@host.example', /no user name/],
    ['https://host.example//heksher', /path/],
    ['https://host.example/heksher//', /path/],
    ['https://host.example/"heksher"', /path/],
    ["https://host.example/it's", /path/],
  ])('the public URL cannot be %s', (text, why) => {
    const faults = faultsWith({ HEKSHER_PUBLIC_URL: text });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_PUBLIC_URL: it/)]);
    expect(faults[0]).toMatch(why);
  });

  test('the refusal of a public URL does not show its password', () => {
    const faults = faultsWith({ HEKSHER_PUBLIC_URL: 'https://jim:s3cret@host.example' });

    expect(faults.join()).not.toMatch(/jim|s3cret/);
    expect(faults).toHaveLength(1);
  });
});

describe('trusted proxies', () => {
  const trusts = (list: string, address: string | undefined) =>
    configWith({ HEKSHER_TRUSTED_PROXIES: list }).trustedProxies?.trusts(address);

  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.0/8', '10.255.0.1'],
    ['10.1.2.3/8', '10.255.0.1'],
    ['10.0.0.0/8', '::ffff:10.255.0.1'],
    ['::ffff:10.0.0.0/104', '10.1.1.1'],
    ['fd00::/8', 'fd12::1'],
    ['fe80::/10', 'fe80::1%eth0'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.1.2.3'],
    ['loopback', '::1'],
    ['loopback', '::ffff:127.0.0.1'],
    ['192.168.0.1, loopback ,10.0.0.0/8', '10.0.0.1'],
    ['0.0.0.0/0', '8.8.8.8'],
  ])('%s has %s', (list, address) => {
    expect(trusts(list, address)).toBe(true);
  });

  test.each([
    ['10.0.0.1', '10.0.0.2'],
    ['10.0.0.0/8', '11.0.0.1'],
    ['10.0.0.0/8', '::ffff:11.0.0.1'],
    ['10.0.0.1/32', '10.0.0.0'],
    ['fd00::/8', 'fe00::1'],
    ['loopback', '10.0.0.1'],
    ['loopback', undefined],
    ['loopback', ''],
    ['0.0.0.0/0', '::1'],
  ])('%s has no %s', (list, address) => {
    expect(trusts(list, address)).toBe(false);
  });

  test.each([
    ['10.0.0.0/33', '10.0.0.0/33'],
    ['fd00::/129', 'fd00::/129'],
    ['10.0.0.0/', '10.0.0.0/'],
    ['10.0.0.0/8/8', '10.0.0.0/8/8'],
    ['10.0.0.0/-1', '10.0.0.0/-1'],
    ['10.0.0', '10.0.0'],
    ['proxy.example', 'proxy.example'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['loopback,', ''],
    ['loopback,10.0.0.0/99', '10.0.0.0/99'],
    ['Loopback', 'Loopback'],
  ])('cannot be %s', (list, wrong) => {
    const faults = faultsWith({ HEKSHER_TRUSTED_PROXIES: list });

    expect(faults).toEqual([
      `HEKSHER_TRUSTED_PROXIES: "${wrong}" is not an address, a network such as 10.0.0.0/8, or loopback`,
    ]);
  });
});
