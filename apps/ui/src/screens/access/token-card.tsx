import type { ReactElement } from 'react';
import type { Token } from '../../api/tokens.js';
import { Button } from '../../components/button.js';
import { Facts } from '../../components/facts.js';
import { Time } from '../../components/time.js';
import { words } from '../../words/en.js';
import styles from './access.module.css';

interface TokenCardProps {
  token: Token;
  /** Absent for somebody who may not change tokens. */
  onOpen: ((what: 'change' | 'rotate' | 'revoke') => void) | undefined;
}

/** An access token, and what can be done about it. */
export function TokenCard({ token, onOpen }: TokenCardProps): ReactElement {
  const { id, name, role, prefixes, created_by: author, created_at, last_used_at: used, expires_at: expires } = token;
  const { access } = words;
  const isExpired = expires !== null && new Date(expires) <= new Date();
  const title = `token-${id}`;
  return (
    <article className={styles.token} aria-labelledby={title}>
      <h3 id={title}>
        <bdi>{name}</bdi>
      </h3>
      <Facts
        facts={[
          [access.role, access.roles[role]],
          [access.prefixes, prefixes.length === 0 ? access.allSettings : access.beginsWith(prefixes)],
          [
            access.state,
            isExpired ? <span className={styles.expired}>{access.states.expired}</span> : access.states.valid,
          ],
          [access.expires, expires === null ? access.never : <Time key="expires" at={expires} />],
          [access.lastUsed, used === null ? access.never : <Time key="used" at={used} />],
          [
            access.created,
            <span key="created">
              <Time at={created_at} /> {author !== null && access.by} <bdi>{author}</bdi>
            </span>,
          ],
        ]}
      />
      {onOpen && (
        <div className={styles.buttons}>
          <Button aria-describedby={title} onPress={() => onOpen('change')}>
            {access.change}
          </Button>
          <Button aria-describedby={title} onPress={() => onOpen('rotate')}>
            {access.rotate}
          </Button>
          <Button look="danger" aria-describedby={title} onPress={() => onOpen('revoke')}>
            {access.revoke}
          </Button>
        </div>
      )}
    </article>
  );
}
