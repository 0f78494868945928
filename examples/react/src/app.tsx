import { useState } from 'react';
import { banner, heksher, permissions } from './settings';
import { useMode, useSetting } from './use-setting';

const MODES = { stream: 'Changes appear at once.', poll: 'Changes appear soon.', down: 'The service is away.' };

export function App() {
  const [user, setUser] = useState('guest');
  const text = useSetting(banner, { user });
  const allowed = useSetting(permissions, { user });

  return (
    <main>
      <h1>{text}</h1>
      <label>
        User <input value={user} onChange={({ target }) => setUser(target.value)} />
      </label>
      <p>
        <button disabled={!allowed.has('write')}>Write</button>
      </p>
      <p role="status">{MODES[useMode(heksher)]}</p>
    </main>
  );
}
