import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { contextFeatures, settingRules, settingsPages } from '../api/queries.js';
import { Button } from '../components/button.js';
import { filtersOf } from '../screens/settings/filters-of.js';
import { words } from '../words/en.js';
import { client } from './query-client.js';
import { Shell } from './shell.js';
import { SignedIn } from './sign-in.js';

const root = createRootRoute({ component: Shell });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings', replace: true });
  },
});

const signedIn = createRoute({ getParentRoute: () => root, path: '/signed-in', component: SignedIn });

const settingsSearch = pick('q', 'prefix', 'type', 'feature', 'rules', 'since', 'stale', 'sort', 'context');

// What the largest screens show is asked for while the screens themselves are still loaded.

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: settingsSearch,
  loaderDeps: ({ search: { q, prefix, type, feature, rules, since, sort } }) => {
    return { q, prefix, type, feature, rules, since, sort };
  },
  loader: ({ deps }): void => {
    void client.prefetchInfiniteQuery(settingsPages(filtersOf(deps, Date.now())));
    void client.prefetchQuery(contextFeatures());
  },
  component: lazyRouteComponent(() => import('../screens/settings/settings-screen.js'), 'SettingsScreen'),
});

const setting = createRoute({
  getParentRoute: () => root,
  path: '/settings/$name',
  validateSearch: pick('context', 'rule', 'edit'),
  loader: ({ params }): void => {
    void client.prefetchQuery(settingRules(params.name));
    void client.prefetchQuery(contextFeatures());
  },
  component: lazyRouteComponent(() => import('../screens/setting/setting-screen.js'), 'SettingScreen'),
});

const contexts = createRoute({
  getParentRoute: () => root,
  path: '/contexts',
  validateSearch: pick('a', 'b', 'c', 'd', 'q', 'prefix', 'only'),
  component: lazyRouteComponent(() => import('../screens/contexts/contexts-screen.js'), 'ContextsScreen'),
});

const exceptions = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  validateSearch: pick('feature_values', 'value', 'value_contains', 'setting', 'prefix'),
  component: lazyRouteComponent(() => import('../screens/exceptions/exceptions-screen.js'), 'ExceptionsScreen'),
});

const changes = createRoute({
  getParentRoute: () => root,
  path: '/changes',
  validateSearch: pick('setting', 'rule', 'actor', 'action', 'from', 'to'),
  component: lazyRouteComponent(() => import('../screens/changes/changes-screen.js'), 'ChangesScreen'),
});

const change = createRoute({
  getParentRoute: () => root,
  path: '/changes/$sequence',
  component: lazyRouteComponent(() => import('../screens/changes/change-screen.js'), 'ChangeScreen'),
});

const features = createRoute({
  getParentRoute: () => root,
  path: '/context-features',
  validateSearch: pick('feature', 'q'),
  component: lazyRouteComponent(() => import('../screens/features/features-screen.js'), 'FeaturesScreen'),
});

const plan = createRoute({
  getParentRoute: () => root,
  path: '/plan',
  // With the reader of YAML, which the other screens do not need.
  component: lazyRouteComponent(() => import('../screens/plan/plan-screen.js'), 'PlanScreen'),
});

const access = createRoute({
  getParentRoute: () => root,
  path: '/access',
  component: lazyRouteComponent(() => import('../screens/access/access-screen.js'), 'AccessScreen'),
});

const about = createRoute({
  getParentRoute: () => root,
  path: '/about',
  component: lazyRouteComponent(() => import('../screens/about/about-screen.js'), 'AboutScreen'),
});

const routeTree = root.addChildren([
  home,
  signedIn,
  settings,
  setting,
  contexts,
  exceptions,
  features,
  changes,
  change,
  plan,
  access,
  about,
]);

/** The addresses of the page. The state of every list is in its query, as plain text. */
export const router = createRouter({
  routeTree,
  basepath: new URL(document.baseURI).pathname,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return text === '' ? '' : `?${text}`;
  },
  defaultErrorComponent: Fault,
  defaultNotFoundComponent: () => <p>{words.shell.notFound}</p>,
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** Reads some parameters of an address, all of them text and none required. */
function pick<Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): Partial<Record<Name, string>> => {
    const picked: Partial<Record<Name, string>> = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string' && value !== '') picked[name] = value;
    }
    return picked;
  };
}

function Fault({ error }: ErrorComponentProps): ReactElement {
  return (
    <div role="alert">
      <h1>{words.failures.crashed}</h1>
      <p>{words.failures.crashedHint}</p>
      <pre>{String(error)}</pre>
      <Button onPress={() => window.location.reload()}>{words.failures.reload}</Button>
    </div>
  );
}
