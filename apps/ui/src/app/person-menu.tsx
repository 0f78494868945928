import { useQuery } from '@tanstack/react-query';
import { CircleUser } from 'lucide-react';
import type { ReactElement } from 'react';
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  type Selection,
} from 'react-aria-components';
import { addressOf } from '../api/http.js';
import { uiConfig } from '../api/queries.js';
import { buttonClass } from '../components/button.js';
import field from '../components/field.module.css';
import { words } from '../words/en.js';
import { usePermissions } from './permissions.js';
import styles from './shell.module.css';
import { useSignOut } from './sign-out.js';
import { useTheme, type Theme } from './theme.js';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** The menu of the person. It shows the name, chooses the theme, and signs out. */
export function PersonMenu(): ReactElement {
  const { me } = usePermissions();
  const { data: config } = useQuery(uiConfig());
  const [theme, setTheme] = useTheme();
  const signOut = useSignOut();
  const isPerson = me?.kind === 'person' || me?.kind === 'token';
  const name = isPerson || me?.kind === 'proxy' ? (me.email ?? me.name) : words.shell.menu;

  const choose = (keys: Selection) => {
    const [key] = keys === 'all' ? [] : keys;
    const chosen = THEMES.find((one) => one === key);
    if (chosen) setTheme(chosen);
  };

  return (
    <MenuTrigger>
      <Button className={buttonClass('plain')} aria-label={me ? words.shell.signedInAs(name) : words.shell.menu}>
        <CircleUser size={20} aria-hidden />
        <span className={styles.person}>{isPerson || me?.kind === 'proxy' ? name : ''}</span>
      </Button>
      <Popover className={field.popover ?? ''} placement="bottom end">
        <Menu>
          <MenuSection selectionMode="single" selectedKeys={[theme]} onSelectionChange={choose}>
            <Header className={field.hint ?? ''}>{words.shell.theme}</Header>
            {THEMES.map((one) => (
              <MenuItem key={one} id={one} className={field.option ?? ''}>
                {words.shell.themes[one]}
              </MenuItem>
            ))}
          </MenuSection>
          {config && (
            <MenuItem className={field.option ?? ''} href={addressOf(config.docs).href} target="_blank">
              {words.shell.docs}
            </MenuItem>
          )}
          {isPerson && (
            <MenuItem className={field.option ?? ''} onAction={() => void signOut()}>
              {words.shell.signOut}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
