import { createHash } from 'node:crypto';
import type { Principal } from '@heksher/domain';

/** What the page to sign in shows. */
export interface SignInPage {
  /** The way from the page to the root of the service: `./` or `../`. */
  root: string;
  principal: Principal | undefined;
  /** Where to go after signing in. */
  next: string;
  /** Whether people can sign in at a provider. */
  hasProvider: boolean;
  /** Why signing in failed. */
  message?: string | undefined;
}

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 30rem; margin: 3rem auto; padding: 0 1rem; }
input { width: 100%; box-sizing: border-box; font: inherit; padding: 0.3rem; }
button, .button { font: inherit; padding: 0.3rem 1rem; margin: 0.5rem 0; display: inline-block; }
[role='alert'] { color: #a11; }`;

const SCRIPT = `const alertBox = document.getElementById('alert');
async function send(path, body) {
  const root = document.body.dataset.root;
  const headers = body ? { 'Content-Type': 'application/json' } : {};
  const answer = await fetch(root + path, { method: 'POST', headers, body: body && JSON.stringify(body) });
  if (answer.ok) return true;
  const { detail } = await answer.json().catch(() => ({}));
  alertBox.textContent = detail || 'that did not work';
  return false;
}
document.getElementById('token-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const token = document.getElementById('token').value.trim();
  if (await send('auth/session', { token })) location.assign(document.body.dataset.next);
});
document.getElementById('sign-out')?.addEventListener('click', async () => {
  if (await send('auth/logout')) location.reload();
});`;

/** The page has this style and this script, and nothing else. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(STYLE)}'`,
  `script-src '${hashOf(SCRIPT)}'`,
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The page to sign in and out, as HTML. Its addresses are relative, so they work below any path prefix. */
export function printSignInPage({ root, principal, next, hasProvider, message = '' }: SignInPage): string {
  const login = `${root}auth/login?next=${encodeURIComponent(next)}`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Sign in to Heksher</title>
    <link rel="icon" href="${escape(root)}favicon.ico" />
    <style>${STYLE}</style>
  </head>
  <body data-root="${escape(root)}" data-next="${escape(root + next.slice(1))}">
    <h1>Heksher</h1>
    <p role="alert" id="alert">${escape(message)}</p>
    ${printPrincipal(principal)}
    ${hasProvider ? `<p><a class="button" href="${escape(login)}">Sign in</a></p>` : ''}
    <form id="token-form" method="post" action="${escape(root)}auth/session">
      <label for="token">Sign in with a token</label>
      <input id="token" type="password" autocomplete="off" spellcheck="false" required />
      <button>Use this token</button>
    </form>
    <noscript><p>Signing in with a token and signing out need JavaScript.</p></noscript>
    <script>${SCRIPT}</script>
  </body>
</html>
`;
}

function printPrincipal(principal: Principal | undefined): string {
  if (!principal) return '<p>You are not signed in.</p>';
  const { name, email, role, prefixes, kind } = principal;
  const address = email === undefined || email === name ? '' : ` (${email})`;
  const limit = prefixes.length === 0 ? '' : ` for settings that begin with ${prefixes.join(' or ')}`;
  const text = escape(`You are ${name}${address}, with the role ${role}${limit}.`);
  const isSession = kind === 'person' || kind === 'token';
  return `<p>${text}</p>${isSession ? '\n    <p><button id="sign-out" type="button">Sign out</button></p>' : ''}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
