// What people have done since: each step is a change, by somebody, with a note. Of a change set, `operations`.
import { exact } from './exact.mjs';

const rule = (setting, feature_values, value, information) => ({
  op: 'rule.set',
  setting,
  feature_values,
  value,
  metadata: information === undefined ? {} : { information },
});

export const STORY = [
  {
    by: 'jim@shop.example',
    note: 'SHOP-131: try more results myself first',
    rule: rule('search.page_size', { user: 'jim@shop.example' }, 48, 'Mine. Delete it when SHOP-131 is done'),
  },
  {
    by: 'deploy@shop.example',
    note: 'search 2.18.0',
    declaration: { name: 'search.timeout_ms', default_value: 700, version: '1.1' },
  },
  {
    by: 'omar@shop.example',
    note: 'SHOP-133: names say what they are about',
    operations: [
      { op: 'setting.change', setting: 'catalog.listing_size', name: 'catalog.listing.page_size' },
      { op: 'alias.add', setting: 'search.page_size', alias: 'search.results_per_page' },
    ],
  },
  {
    by: 'omar@shop.example',
    note: 'SHOP-134: we open in Poland',
    operations: [
      {
        op: 'setting.change',
        setting: 'catalog.currency',
        type: 'Enum["EUR","USD","GBP","JPY","CHF","SEK","PLN"]',
      },
      rule('catalog.currency', { country: 'pl' }, 'PLN'),
      rule('shipping.free_from', { country: 'pl' }, exact('199.0')),
      rule('shipping.prices', { country: 'pl' }, { standard: 14.9, express: 29.9 }),
      rule('shipping.carriers', { country: 'pl' }, ['inpost', 'dpd'], 'InPost has lockers everywhere'),
    ],
  },
  {
    by: 'tom@shop.example',
    note: 'Nobody reads it any more: SHOP-77',
    operations: [{ op: 'setting.delete', setting: 'web.legacy_sidebar' }],
  },
  {
    by: 'ann@shop.example',
    note: 'SHOP-136: the provider has become faster',
    operations: [
      { op: 'rule.change', setting: 'checkout.payment.timeout_seconds', feature_values: {}, value: 40 },
      {
        op: 'rule.change',
        setting: 'checkout.payment.timeout_seconds',
        feature_values: { country: 'br' },
        value: 75,
      },
    ],
  },
  {
    by: 'mia@shop.example',
    note: 'Experiment 12 has ended in the United States, and goes on in Germany',
    operations: [
      {
        op: 'rule.change',
        setting: 'search.ranking.model',
        feature_values: { country: 'us', user: 'beta' },
        new_feature_values: { country: 'de', user: 'beta' },
      },
    ],
  },
  {
    by: 'lea@shop.example',
    note: 'Free shipping until Monday: SHOP-138',
    operations: [
      rule('shipping.free_from', {}, exact('0.0'), 'Until Monday, then delete this rule'),
      rule('web.banner.text', {}, 'Free shipping until Monday', 'Until Monday, then delete this rule'),
    ],
  },
  {
    id: 'larger caches',
    by: 'jim@shop.example',
    note: 'SHOP-140: pages are slow for guests',
    operations: [
      rule('web.cache.size_mb', { user: 'guest' }, 1000, 'SHOP-140'),
      rule('web.cache.size_mb', { user: 'guest', theme: 'dark' }, 3000, 'SHOP-140'),
    ],
  },
  {
    by: 'sofia@shop.example',
    note: 'INC-31: instances run out of memory with these caches',
    undoes: 'larger caches',
  },
  {
    by: 'noor@shop.example',
    note: 'They have paid',
    operations: [{ op: 'rule.delete', setting: 'accounts.support.level', feature_values: { account: 'initech' } }],
  },
  {
    by: 'ann@shop.example',
    note: 'SEC-17: the same people again',
    operations: [
      rule('checkout.fraud.blocked_addresses', { country: 'br' }, ['10.0.0.7', '203.0.113.78'], 'SEC-17'),
      rule('checkout.fraud.score_limit', { country: 'br' }, 0.5, 'SEC-17'),
    ],
  },
  {
    by: 'sofia@shop.example',
    note: 'To be used from January on',
    operations: [{ op: 'context_feature.add', context_feature: 'region' }],
  },
  {
    by: 'jim@shop.example',
    note: 'SHOP-141: the old till in Lyon needs larger letters',
    rule: rule('web.theme.density', { channel: 'pos', user: 'till-7' }, 'comfortable', 'Gone with the till'),
  },
];
