import { words } from '../words/en.js';

/** The screens of the main navigation, in order. */
export const SCREENS = [
  { to: '/settings', text: words.navigation.settings },
  { to: '/contexts', text: words.navigation.contexts },
  { to: '/rules', text: words.navigation.rules },
  { to: '/context-features', text: words.navigation.features },
  { to: '/changes', text: words.navigation.changes },
  { to: '/plan', text: words.navigation.plan },
  { to: '/access', text: words.navigation.access },
  { to: '/about', text: words.navigation.about },
] as const;
