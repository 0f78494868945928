import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Keyboard, Menu as MenuIcon, Radio, Search } from 'lucide-react';
import { useState, type ReactElement, type ReactNode } from 'react';
import { includesRole } from '@heksher/domain';
import { me, uiConfig } from '../api/queries.js';
import { Button, IconButton } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { FailureNote } from '../components/failure.js';
import { Loading } from '../components/loading.js';
import { Tips } from '../components/tip.js';
import { Toasts } from '../components/toasts.js';
import { words } from '../words/en.js';
import { useRememberedSettings } from './find-recent.js';
import { Find } from './find.js';
import { Help } from './help.js';
import { LeaveQuestion } from './leave-question.js';
import { LiveProvider, useLiveState } from './live.js';
import { SCREENS } from './navigation.js';
import { PersonMenu } from './person-menu.js';
import styles from './shell.module.css';
import { isDialogOpen, useShortcuts } from './shortcuts.js';
import { SignIn } from './sign-in.js';
import { StaleNote } from './stale-note.js';
import { useGoShortcuts } from './use-go-shortcuts.js';

/** The frame around all screens. */
export function Shell(): ReactElement {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isFindOpen, setFindOpen] = useState(false);
  const openFind = () => {
    // What is typed in a dialogue would be lost by going elsewhere.
    if (!isDialogOpen()) setFindOpen(true);
  };
  useShortcuts({ '?': () => setHelpOpen(true), 'mod+k': openFind });
  useGoShortcuts();
  useRememberedSettings();
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {words.shell.skip}
      </a>
      <Banner />
      <header className={styles.head}>
        <IconButton label={words.shell.menu} aria-expanded={isMenuOpen} onPress={() => setMenuOpen(!isMenuOpen)}>
          <MenuIcon size={20} aria-hidden />
        </IconButton>
        <Link to="/settings" className={styles.product}>
          {words.product}
        </Link>
        <span className={styles.space} />
        <Button onPress={() => setFindOpen(true)} aria-label={words.find.title} aria-keyshortcuts="Control+K Meta+K">
          <Search size={16} aria-hidden />
          <span className={styles.findText}>{words.find.title}</span>
        </Button>
        <IconButton label={words.shell.help} onPress={() => setHelpOpen(true)}>
          <Keyboard size={18} aria-hidden />
        </IconButton>
        <PersonMenu />
      </header>
      <nav aria-label={words.shell.navigation} className={styles.navigation} data-open={isMenuOpen || undefined}>
        <ul>
          {SCREENS.map(({ to, text }) => (
            <li key={to}>
              <Link to={to} activeProps={{ 'aria-current': 'page' }} onClick={() => setMenuOpen(false)}>
                {text}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" tabIndex={-1} className={styles.content}>
        <SignedInOnly>
          <Outlet />
        </SignedInOnly>
      </main>
      <Find isOpen={isFindOpen} onClose={() => setFindOpen(false)} openHelp={() => setHelpOpen(true)} />
      <Help isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
      <LeaveQuestion />
      <Toasts />
      <Tips />
    </div>
  );
}

/** So that nobody mistakes one environment for another. The colour is one of the operator's, so its text is chosen to fit. */
function Banner(): ReactElement | null {
  const banner = useQuery(uiConfig()).data?.banner;
  if (!banner) return null;
  return (
    <section aria-label={words.shell.environment} className={styles.banner} style={{ backgroundColor: banner.color }}>
      <span>{banner.text}</span>
    </section>
  );
}

/** Shows a screen to whoever may see it. Once it is shown it stays, so that nothing typed is lost when a session ends. */
function SignedInOnly({ children }: { children: ReactNode }): ReactElement {
  const { data, error, refetch } = useQuery(me());
  const [wasSignedIn, setWasSignedIn] = useState(false);
  if (data && !wasSignedIn) setWasSignedIn(true);
  if (data === undefined && !wasSignedIn) {
    return error ? <FailureNote error={error} onRetry={() => void refetch()} /> : <Loading />;
  }
  if (!wasSignedIn) return <SignIn isAgain={false} />;
  return (
    <LiveProvider>
      <LiveNote />
      <StaleNote />
      {data && !includesRole(data.role, 'editor') && <p className="quiet">{words.shell.readOnly(data.role)}</p>}
      {children}
      <Dialog title={words.shell.signIn} isOpen={data === null} onClose={() => undefined}>
        <SignIn isAgain />
      </Dialog>
    </LiveProvider>
  );
}

function LiveNote(): ReactElement {
  const state = useLiveState();
  return (
    <p role="status" className={state === 'away' ? styles.away : 'hidden'}>
      {state === 'away' && (
        <>
          <Radio size={16} aria-hidden /> {words.shell.away}
        </>
      )}
    </p>
  );
}
