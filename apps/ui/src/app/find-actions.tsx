import { useNavigate } from '@tanstack/react-router';
import { FileText, Keyboard, LogOut, Palette, Plus } from 'lucide-react';
import { words } from '../words/en.js';
import type { FoundItem } from './find-items.js';
import { SCREENS } from './navigation.js';
import { usePermissions } from './permissions.js';
import { useSignOut } from './sign-out.js';
import { useTheme, type Theme } from './theme.js';

const ICON = { size: 16, 'aria-hidden': true } as const;

/** The screens of the page. */
export function usePageItems(): FoundItem[] {
  const navigate = useNavigate();
  return SCREENS.map(({ to, text }) => ({
    id: `page ${to}`,
    text,
    icon: <FileText {...ICON} />,
    run: () => void navigate({ to }),
  }));
}

/** What opens over the page. */
export interface Openers {
  openHelp: () => void;
  openNewSetting: () => void;
}

/** What can be done from everywhere. */
export function useActionItems({ openHelp, openNewSetting }: Openers): FoundItem[] {
  const { me, isAdmin } = usePermissions();
  const signOut = useSignOut();
  const [, chooseTheme] = useTheme();
  const themes: Theme[] = ['light', 'dark', 'system'];
  const isSignedIn = me?.kind === 'person' || me?.kind === 'token';
  return [
    ...(isAdmin
      ? [{ id: 'new-setting', text: words.settingEditing.declareTitle, icon: <Plus {...ICON} />, run: openNewSetting }]
      : []),
    ...themes.map((theme) => ({
      id: `theme ${theme}`,
      text: `${words.shell.theme}: ${words.shell.themes[theme]}`,
      icon: <Palette {...ICON} />,
      run: () => chooseTheme(theme),
    })),
    { id: 'help', text: words.shell.help, icon: <Keyboard {...ICON} />, run: openHelp },
    ...(isSignedIn
      ? [{ id: 'sign-out', text: words.shell.signOut, icon: <LogOut {...ICON} />, run: () => void signOut() }]
      : []),
  ];
}
