import { useNavigate } from '@tanstack/react-router';
import { useShortcuts } from './shortcuts.js';

/** The keys that lead to screens, and the one that leads to the search of a screen. */
export function useGoShortcuts(): void {
  const navigate = useNavigate();
  useShortcuts({
    '/': () => document.querySelector<HTMLInputElement>('#content input[type="search"]')?.focus(),
    'g s': () => void navigate({ to: '/settings' }),
    'g c': () => void navigate({ to: '/contexts' }),
    'g h': () => void navigate({ to: '/changes' }),
    'g p': () => void navigate({ to: '/plan' }),
  });
}
