/** A program that uses the types of the package. It is compiled, and not run. */
import {
  HeksherClient,
  fileStore,
  localStorageStore,
  stubClient,
  t,
  type DeclarationReport,
  type Setting,
  type Status,
  type ValueOf,
} from '@heksher/client';

const heksher = new HeksherClient({
  url: 'http://127.0.0.1:8888',
  defaults: { account: 'john' },
  contextFrom: () => ({ user: 'guest' }),
  track: { account: '*', user: ['guest'] },
  store: fileStore('settings.json'),
  onDeclaration: ({ outcome }: DeclarationReport) => outcome === 'created',
});

const cacheSize = heksher.setting({
  name: 'cache_size',
  type: t.int(),
  configurableFeatures: ['account', 'user'],
  defaultValue: 50,
  validate: (size) => Math.max(size, 0),
  metadata: { team: 'shop' },
});
const colours = t.enum('red', 'green');
const colour = heksher.setting({ name: 'colour', type: colours, configurableFeatures: [], defaultValue: 'red' });

const size: number = cacheSize.get({ user: 'guest' });
const named: 'red' | 'green' = colour.get();
const allowed: ValueOf<typeof colours>[] = [named];
// @ts-expect-error: the setting has no such feature
cacheSize.get({ theme: 'dark' });
// @ts-expect-error: it is a number
const text: string = cacheSize.get();
// @ts-expect-error: it is no option
heksher.setting({ name: 'other', type: colours, configurableFeatures: [], defaultValue: 'blue' });

const listener = (setting: Setting<number, 'account' | 'user'>) =>
  setting.onChange((now, before) => now.get() - before.get({ account: 'john' }));
const outcomes = cacheSize.explain().rules.map(({ outcome }) => outcome.kind);
heksher.onStatus(({ mode, sequence }: Status) => [mode, sequence]);

export async function main(): Promise<unknown[]> {
  await heksher.start({ timeoutMs: 5000 });
  listener(cacheSize)();
  const restoring = stubClient().set(cacheSize, 7);
  restoring.restore();
  await using other = new HeksherClient({ url: 'http://127.0.0.1:8888', store: localStorageStore('settings') });
  return [size, allowed, text, outcomes, other.status];
}
