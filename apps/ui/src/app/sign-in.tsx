import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import { addressOf, ask } from '../api/http.js';
import { uiConfig } from '../api/queries.js';
import { Button, buttonClass } from '../components/button.js';
import { FailureNote } from '../components/failure.js';
import { TextField } from '../components/field.js';
import { words } from '../words/en.js';
import styles from './shell.module.css';

/** Signs in with a token or through the provider. `isAgain`: over a page on which something may be typed already. */
export function SignIn({ isAgain }: { isAgain: boolean }): ReactElement {
  const client = useQueryClient();
  const { data: config } = useQuery(uiConfig());
  const [token, setToken] = useState('');
  const [error, setError] = useState<unknown>();

  async function begin(): Promise<void> {
    setError(undefined);
    try {
      await ask('auth/session', { method: 'POST', body: { token: token.trim() } });
      setToken('');
      await client.invalidateQueries();
    } catch (failure) {
      setError(failure);
    }
  }

  return (
    <div className={styles.signIn}>
      <p>{isAgain ? words.shell.signInAgain : words.shell.signInFirst}</p>
      {config?.access.provider && <ProviderLink isAgain={isAgain} />}
      <Form
        className={styles.signIn ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        <TextField type="password" label={words.shell.token} value={token} onChange={setToken} />
        <Button type="submit" look={config?.access.provider ? 'normal' : 'primary'} isDisabled={token.trim() === ''}>
          {words.shell.signInWithToken}
        </Button>
      </Form>
      {error !== undefined && <FailureNote error={error} />}
    </div>
  );
}

/** In a new tab, what is typed here stays. This tab asks again who is signed in when it gets the focus. */
function ProviderLink({ isAgain }: { isAgain: boolean }): ReactElement {
  const { pathname, search } = window.location;
  const base = new URL('..', document.baseURI).pathname;
  const next = isAgain ? '/ui/signed-in' : `/${pathname.slice(base.length)}${search}`;
  return (
    <>
      <a
        className={buttonClass('primary')}
        href={addressOf('auth/login', { next }).href}
        {...(isAgain && { target: '_blank', rel: 'noopener' })}
      >
        {words.shell.signInWithProvider}
      </a>
      {isAgain && <p className="quiet">{words.shell.openInNewTab}</p>}
    </>
  );
}

/** What the new tab shows after signing in. */
export function SignedIn(): ReactElement {
  return <p role="status">{words.shell.signedInClose}</p>;
}
