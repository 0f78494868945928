// A page as a user of the package would write it. The test bundles it, and reads what it shows.
import { HeksherClient, localStorageStore, t } from '@heksher/client';

const heksher = new HeksherClient({ url: location.origin, store: localStorageStore('settings') });
const size = heksher.setting({ name: 'size', type: t.int(), configurableFeatures: ['user'], defaultValue: 50 });

function show() {
  const { source, mode } = heksher.status;
  document.querySelector('output').textContent = `${size.get({ user: 'jim' })} ${source} ${mode}`;
}

show();
size.onChange(show);
heksher.onStatus(show);
await heksher.start();
