import { useQueryClient } from '@tanstack/react-query';
import { ask } from '../api/http.js';
import { inWords } from '../components/failure.js';
import { tell } from '../components/toasts.js';

/** Ends the person's session. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    try {
      await ask('auth/logout', { method: 'POST' });
    } catch (error) {
      const { title, detail } = inWords(error);
      tell({ text: `${title} ${detail}`, isBad: true });
      return;
    }
    client.clear();
    window.location.reload();
  };
}
