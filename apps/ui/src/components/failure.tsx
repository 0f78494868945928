import type { ReactElement } from 'react';
import { Failure } from '../api/http.js';
import { words } from '../words/en.js';
import { Button } from './button.js';
import styles from './failure.module.css';

/** Why something could not be read or done, in words, with a retry. */
export function FailureNote({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactElement {
  const { title, detail, requestId } = inWords(error);
  return (
    <div role="alert" className={styles.failure}>
      <div className={styles.words}>
        <strong>{title}</strong> {detail}
        {requestId !== undefined && <div className={styles.detail}>{words.failures.requestId(requestId)}</div>}
      </div>
      {onRetry && <Button onPress={onRetry}>{words.common.retry}</Button>}
    </div>
  );
}

/** A failure as a title, what the service says, and the id to ask about. */
export function inWords(error: unknown): { title: string; detail: string; requestId: string | undefined } {
  if (!(error instanceof Failure)) return { title: words.failures.broken, detail: String(error), requestId: undefined };
  return { title: titleOf(error.status), detail: sentence(error.detail), requestId: error.requestId };
}

function titleOf(status: number): string {
  const { failures } = words;
  switch (status) {
    case 0:
      return failures.unreachable;
    case 401:
      return failures.signedOut;
    case 403:
      return failures.forbidden;
    case 404:
      return failures.notFound;
    case 409:
    case 412:
      return failures.conflict;
    case 429:
      return failures.tooMany;
    case 502:
    case 503:
    case 504:
      return failures.unavailable;
    default:
      return status < 500 ? failures.refused : failures.broken;
  }
}

/** The service's details begin in lower case and have no full stop. */
function sentence(detail: string): string {
  if (detail === '') return '';
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
