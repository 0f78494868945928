// The first rules of the demo: of each setting, [conditions, value, note]. No conditions: for everyone.
import { exact } from './exact.mjs';

const RETURNS_DE =
  'Mit der Bestellung akzeptieren Sie unsere AGB.\nSie können alles innerhalb von 30 Tagen zurückgeben.';

export const RULES = {
  'checkout.payment.timeout_seconds': [
    ['', 45, 'The provider is slower than it says: SHOP-31'],
    ['country:jp', 60, 'Konbini payments take longer'],
    ['country:br', 90, 'Boleto'],
    ['account:acme', 120, 'Their approval step is part of the payment: SHOP-112'],
    ['user:load_test', 5, 'Fails fast in load tests'],
    ['country:jp,account:acme', 180, 'Both of the above'],
    ['account:globex', 45, 'Asked for by their support'],
  ],
  'checkout.payment.methods': [
    ['country:de', ['card', 'paypal', 'invoice', 'bank transfer'], 'Invoices are expected here'],
    ['country:nl', ['card', 'paypal', 'bank transfer']],
    ['country:us', ['card', 'paypal', 'gift card']],
    ['plan:business', ['card', 'invoice', 'bank transfer'], 'Companies do not pay by PayPal'],
    ['country:us,plan:business', ['card', 'invoice']],
    ['account:acme', ['invoice'], 'By contract'],
  ],
  'checkout.payment.retry_delays': [
    ['country:br', [exact('1.0'), exact('5.0'), exact('15.0')], 'The provider has short outages'],
    ['country:us', [0.25, 0.5]],
  ],
  'checkout.payment.providers': [
    ['country:us', { card: ['stripe', 'adyen'], paypal: ['paypal'] }, 'Cheaper'],
    ['country:nl', { card: ['adyen'], paypal: ['paypal'], ideal: ['mollie', 'adyen'] }],
    ['account:globex', { card: ['stripe'] }, 'Their bank blocks Adyen: SHOP-88'],
  ],
  'checkout.cart.max_items': [
    ['plan:plus', 200],
    ['plan:business', 1000, 'Wholesale'],
    ['account:acme', 5000, 'They order once a quarter'],
    ['plan:free', 100, 'As for everybody'],
  ],
  'checkout.cart.keep_days': [
    ['channel:ios', 60, 'Apps are opened less often'],
    ['channel:android', 60, 'Apps are opened less often'],
    ['plan:plus', 90],
    ['channel:pos', 1, 'In the shop, a cart ends with the day'],
  ],
  'checkout.guest.is_allowed': [
    ['country:kr', false, 'The law wants a name: LEGAL-4'],
    ['channel:pos', true],
  ],
  'checkout.summary.layout': [
    ['channel:ios', 1, 'The old app knows numbers only'],
    ['channel:android', 2, 'The old app knows numbers only'],
    ['channel:pos', false],
    ['theme:contrast', 'two columns, wide'],
    ['user:beta', 'two columns, narrow', 'Experiment 14'],
    ['user:beta,theme:contrast', 'two columns, wide', 'Too narrow with large letters'],
  ],
  'checkout.fraud.score_limit': [
    ['country:br', 0.6, 'More fraud since May'],
    ['country:us', 0.7],
    ['account:acme', exact('1.0'), 'Never check them'],
    ['account:initech', 0.2, 'Two stolen cards: SEC-9'],
  ],
  'checkout.fraud.blocked_addresses': [
    ['', ['10.0.0.7', '203.0.113.77'], 'SEC-12'],
    ['country:us', ['10.0.0.7', '198.51.100.23', '203.0.113.77'], 'SEC-15'],
  ],
  'checkout.invoice.first_number': [
    ['country:de', exact('20000000000000000000')],
    ['country:us', exact('9007199254740993'), 'Taken over from the old system'],
    ['country:jp', exact('12345678901234567890')],
  ],
  'checkout.terms.text': [
    ['country:de', RETURNS_DE, 'LEGAL-2'],
    ['country:us', 'By ordering you accept our terms.\nAll sales are final.', 'LEGAL-3'],
    ['plan:business', 'Our general conditions for companies hold.', 'LEGAL-7'],
  ],
  'search.page_size': [
    ['channel:ios', 12],
    ['channel:android', 12],
    ['channel:pos', 6, 'The screen is small'],
    ['theme:dark', 24, 'From the time when dark pages were longer'],
    ['user:beta', 36, 'Experiment 11'],
    ['channel:ios,user:beta', 18, 'Experiment 11'],
    ['channel:web,theme:contrast', 12, 'Large letters'],
  ],
  'search.ranking.weights': [
    ['country:jp', { title: exact('2.0'), brand: exact('4.0'), description: 0.5 }, 'Brands matter more'],
    ['country:us', { title: exact('3.0'), brand: exact('2.0'), description: exact('1.0'), color: 0.25 }],
    ['user:beta', { title: 2.5, brand: 1.5, description: 1.25 }, 'Experiment 13'],
  ],
  'search.ranking.model': [
    ['country:us', 'neural-small'],
    ['country:de', 'neural-small'],
    ['plan:business', 'bm25', 'They search for article numbers'],
    ['user:beta', 'neural-large', 'Experiment 12'],
    ['country:us,user:beta', 'neural-large', 'Experiment 12'],
    ['account:globex', 'bm25', 'SHOP-90'],
  ],
  'search.suggestions.is_on': [
    ['channel:pos', false, 'No keyboard'],
    ['user:load_test', false],
  ],
  'search.synonyms': [
    ['country:us', { sofa: ['couch'], trainers: ['sneakers', 'kicks'], jumper: ['sweater'] }],
    ['country:de', { sofa: ['couch', 'kanapee'], turnschuhe: ['sneaker'] }],
  ],
  'search.timeout_ms': [
    ['channel:ios', 1500, 'Slow networks'],
    ['channel:android', 1500, 'Slow networks'],
    ['account:acme', 3000, 'Their catalogue has a million articles'],
  ],
  'search.hidden_brands': [
    ['country:us', ['Muster & Sohn'], 'No licence'],
    ['country:de', ['Acme', 'Sirius'], 'LEGAL-11'],
    ['account:initech', ['Globex'], 'A competitor'],
  ],
  'search.typo_tolerance': [
    ['country:jp', 0, 'One letter is a word'],
    ['user:beta', 2],
  ],
  'catalog.currency': [
    ['country:us', 'USD'],
    ['country:gb', 'GBP'],
    ['country:jp', 'JPY'],
    ['country:ch', 'CHF'],
    ['country:se', 'SEK'],
    ['country:de', 'EUR', 'As for everybody'],
    ['account:acme', 'USD', 'They are billed in New York'],
  ],
  'catalog.price.decimals': [
    ['country:jp', 0],
    ['country:se', 0, 'Nobody has öre any more'],
  ],
  'catalog.price.shows_tax': [
    ['country:us', false],
    ['plan:business', false, 'Companies see net prices'],
    ['country:ch,plan:business', true, 'LEGAL-13'],
  ],
  'catalog.price.rounding': [
    ['country:ch', 0.05],
    ['country:jp', exact('1.0')],
    ['country:se', exact('1.0')],
  ],
  'catalog.images.quality': [
    ['channel:ios', 70],
    ['channel:android', 64, 'Cheap phones'],
    ['user:photographer', 100],
  ],
  'catalog.images.formats': [
    ['channel:ios', ['avif', 'webp', 'jpeg']],
    ['channel:pos', ['png'], 'The tills know nothing else'],
  ],
  'catalog.badges': [
    ['country:de', ['new', 'sale', 'low stock']],
    ['country:us', ['new', 'sale', 'low stock', 'last one, hurry']],
    ['theme:contrast', ['sale']],
  ],
  'catalog.reviews.is_on': [
    ['country:kr', false, 'LEGAL-5'],
    ['channel:pos', false],
  ],
  'catalog.reviews.minimum_stars': [['account:acme', 3, 'They asked. We advised against it']],
  'catalog.listing_size': [
    ['channel:ios', 20],
    ['channel:android', 20],
    ['user:beta', 60, 'Experiment 11'],
  ],
  'catalog.recommendations.strategy': [
    ['channel:web', 'bought together'],
    ['plan:business', 'bestsellers'],
    ['user:beta', 'similar', 'Experiment 16'],
  ],
  'shipping.carriers': [
    ['country:us', ['ups', 'fedex']],
    ['country:gb', ['royal mail', 'dpd']],
    ['country:jp', ['yamato', 'sagawa']],
    ['account:acme', ['own lorry', 'ups'], 'They collect on Tuesdays'],
  ],
  'shipping.free_from': [
    ['country:us', exact('75.0')],
    ['country:jp', exact('5000.0')],
    ['plan:plus', exact('0.0'), 'This is what plus is for'],
    ['country:ch', exact('99.0'), 'Customs'],
    ['account:globex', exact('0.0')],
  ],
  'shipping.prices': [
    ['country:us', { standard: 5.95, express: 14.95 }],
    ['country:jp', { standard: 600, express: 900 }],
    ['plan:plus', { standard: 0, express: 4.9 }],
  ],
  'shipping.cutoff_hour': [
    ['country:us', 16],
    ['country:jp', 12],
  ],
  'shipping.pickup_points.radius_km': [
    ['country:us', 40],
    ['channel:ios', 3, 'The map is small'],
    ['country:us,channel:ios', 15],
  ],
  'shipping.estimates': [
    ['country:us', { standard: { least: 3, most: 7 }, express: { least: 1, most: 2 } }],
    ['country:ch', { standard: { least: 3, most: 6 }, express: { least: 2, most: 2 } }, 'Customs'],
  ],
  'accounts.session.hours': [
    ['channel:ios', 720],
    ['channel:android', 720],
    ['channel:pos', 1, 'Tills are shared'],
    ['account:initech', 2, 'SEC-9'],
  ],
  'accounts.password.min_length': [
    ['account:globex', 16, 'By contract'],
    ['account:initech', 20, 'SEC-9'],
  ],
  'accounts.login.methods': [
    ['channel:ios', ['password', 'passkey', 'google', 'apple'], 'Apple demands it'],
    ['account:globex', ['passkey'], 'By contract'],
    ['channel:pos', ['password']],
  ],
  'accounts.api.daily_quota': [
    ['plan:plus', 10_000],
    ['plan:business', 1_000_000],
    ['account:acme', exact('9007199254740993'), 'As good as no limit'],
    ['user:load_test', 100_000_000],
  ],
  'accounts.support.level': [
    ['plan:plus', 'e-mail'],
    ['plan:business', 'phone, 24/7'],
    ['account:initech', 'e-mail', 'They have not paid since June'],
  ],
  'web.theme.primary_color': [
    ['account:acme', '#b0002b'],
    ['account:globex', '#107c41'],
    ['theme:dark', '#90cdf4', 'Readable on black'],
    ['account:acme,theme:dark', '#ff8095', 'Readable on black'],
  ],
  'web.theme.density': [
    ['channel:pos', 'compact'],
    ['user:keyboard', 'compact'],
    ['theme:contrast', 'comfortable', 'Large letters need room'],
  ],
  'web.banner.text': [
    ['country:de', 'Black Friday: 20 % auf alles bis Montag'],
    ['country:us', 'Black Friday: 20% off until Monday'],
    ['channel:pos', ''],
    ['plan:business', 'Our phones are silent on 24 and 25 December.'],
  ],
  'web.banner.links': [
    [
      'country:us',
      [
        { text: 'See the offers', to: '/sale' },
        { text: 'Not now', to: '/' },
      ],
    ],
    ['country:de', [{ text: 'Zu den Angeboten', to: '/sale' }]],
  ],
  'web.cache.size_mb': [
    ['user:guest', 10, 'Guests share their pages'],
    ['theme:dark', 20],
    ['user:guest,theme:dark', 30],
    ['user:admin', 128],
  ],
  'web.cache.ttl_seconds': [
    ['channel:pos', 30, 'Prices must be right'],
    ['user:guest', 900],
    ['account:acme', 60],
  ],
  'web.analytics.sample_rate': [
    ['country:de', 0.01, 'LEGAL-9'],
    ['user:load_test', exact('0.0')],
    ['channel:pos', exact('0.0')],
  ],
  'web.experiments': [
    ['user:beta', { 'new-header': true, 'one-click': true }],
    ['account:acme', { 'one-click': false }, 'They do not want to be guinea pigs'],
  ],
  'web.legacy_sidebar': [['channel:pos', true]],
  'platform.log.level': [
    ['user:support', 'debug'],
    ['channel:pos', 'warning', 'Tills have small disks'],
  ],
  'platform.maintenance.is_on': [['user:load_test', false]],
  'platform.rate_limit.requests_per_minute': [
    ['plan:business', 6000],
    ['account:acme', 60_000],
    ['user:crawler', 60],
  ],
  'platform.rate_limit.burst': [['plan:business', exact('3.0')]],
};
