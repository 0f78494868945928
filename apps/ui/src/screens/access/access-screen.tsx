import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { uiConfig } from '../../api/queries.js';
import { tokens, type IssuedToken, type Token } from '../../api/tokens.js';
import type { Me } from '../../api/types.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import { Facts } from '../../components/facts.js';
import { FailureNote } from '../../components/failure.js';
import { Loading } from '../../components/loading.js';
import { NotAllowed } from '../../components/not-allowed.js';
import { Screen } from '../../components/screen.js';
import { words } from '../../words/en.js';
import styles from './access.module.css';
import { RevokeDialog } from './revoke-dialog.js';
import { RotateDialog } from './rotate-dialog.js';
import { SecretDialog } from './secret-dialog.js';
import { TokenCard } from './token-card.js';
import { TokenDialog } from './token-dialog.js';

/** The screen about access. It shows the signed-in person and lists the access tokens. */
export function AccessScreen(): ReactElement {
  const { me, isAdmin } = usePermissions();
  const { data: config } = useQuery(uiConfig());
  return (
    <Screen title={words.access.title}>
      {config && !config.access.on && (
        <p className={styles.warning}>
          {words.access.isOff} {words.access.turnOn}
        </p>
      )}
      {me && <Who me={me} />}
      {config && <Configuration access={config.access} />}
      <section className={styles.section} aria-labelledby="tokens">
        {isAdmin ? (
          <Tokens isOn={config?.access.on ?? true} />
        ) : (
          <>
            <h2 id="tokens">{words.access.tokens}</h2>
            {me && <p>{words.access.needsAdmin(me.role)}</p>}
          </>
        )}
      </section>
    </Screen>
  );
}

function Who({ me: { name, email, role, prefixes, kind } }: { me: Me }): ReactElement {
  const { access } = words;
  return (
    <section className={styles.section} aria-labelledby="who">
      <h2 id="who">{access.who}</h2>
      <Facts
        facts={[
          [access.name, <bdi key="name">{name}</bdi>],
          ...(email === null ? [] : [[access.email, <bdi key="email">{email}</bdi>] as const]),
          [access.role, access.roles[role]],
          [access.prefixes, prefixes.length === 0 ? access.allSettings : access.beginsWith(prefixes)],
          [access.kind, access.kinds[kind]],
        ]}
      />
    </section>
  );
}

function Configuration({ access: { on, provider } }: { access: { on: boolean; provider: boolean } }): ReactElement {
  const state = (is: boolean) => (is ? words.access.on : words.access.off);
  return (
    <section className={styles.section} aria-labelledby="configuration">
      <h2 id="configuration">{words.access.configuration}</h2>
      <Facts
        facts={[
          [words.access.control, state(on)],
          [words.access.provider, state(provider)],
        ]}
      />
    </section>
  );
}

type Open = { what: 'make' } | { what: 'change' | 'rotate' | 'revoke'; token: Token };

function Tokens({ isOn }: { isOn: boolean }): ReactElement {
  const { data, error, refetch } = useQuery(tokens());
  const { whyNotEditAll: whyNot } = usePermissions();
  const [open, setOpen] = useState<Open>();
  const [issued, setIssued] = useState<IssuedToken>();
  const close = () => setOpen(undefined);
  const show = (token: IssuedToken) => {
    close();
    setIssued(token);
  };
  return (
    <>
      <div className={styles.head}>
        <h2 id="tokens">{words.access.tokens}</h2>
        {whyNot === undefined ? (
          <Button look="primary" onPress={() => setOpen({ what: 'make' })}>
            {words.access.make}
          </Button>
        ) : (
          <NotAllowed what={words.access.make} why={whyNot} />
        )}
      </div>
      <p className="quiet">
        {words.access.tokensText} {!isOn && words.access.tokensWhileOff}
      </p>
      {error && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <p>{words.access.noTokens}</p>}
      <ul className={styles.tokens} aria-label={words.access.tokens}>
        {data?.map((token) => (
          <li key={token.id}>
            <TokenCard token={token} onOpen={whyNot === undefined ? (what) => setOpen({ what, token }) : undefined} />
          </li>
        ))}
      </ul>
      {open?.what === 'make' && <TokenDialog onClose={close} onIssued={show} />}
      {open?.what === 'change' && <TokenDialog token={open.token} onClose={close} onIssued={show} />}
      {open?.what === 'rotate' && <RotateDialog token={open.token} onClose={close} onIssued={show} />}
      {open?.what === 'revoke' && <RevokeDialog token={open.token} onClose={close} />}
      {issued && <SecretDialog issued={issued} onClose={() => setIssued(undefined)} />}
    </>
  );
}
