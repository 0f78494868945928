import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Principal } from '@heksher/domain';
import { PAGE_POLICY, printSignInPage } from './page.js';

const JIM: Principal = { kind: 'person', name: 'Jim', role: 'editor', prefixes: ['web.'], actor: 'jim' };
const page = { root: './', principal: undefined, next: '/docs', hasProvider: true };

test('whatever the page shows is escaped', () => {
  const evil = `"'><script>alert(1)</script>&`;
  const principal = { ...JIM, name: evil, email: evil, prefixes: [evil] };

  const html = printSignInPage({ ...page, principal, next: `/${evil}`, message: evil });

  expect(html.match(/<script>/g)).toHaveLength(1);
  expect(html).not.toContain('alert(1)</script>');
  expect(html).toContain('&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;');
});

test('the policy allows exactly the style and the script of the page', () => {
  const html = printSignInPage(page);
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(html) ?? [];
  const [, script = ''] = /<script>(.*)<\/script>/s.exec(html) ?? [];
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');

  expect(PAGE_POLICY).toContain(`style-src 'sha256-${hash(style)}'`);
  expect(PAGE_POLICY).toContain(`script-src 'sha256-${hash(script)}'`);
  expect(html).not.toMatch(/ (on\w+|style)=|https?:/);
});

test('the page says who somebody is and what they may do', () => {
  const html = printSignInPage({ ...page, principal: JIM });

  expect(html).toContain('You are Jim, with the role editor for settings that begin with web..');
  expect(html).toContain('Sign out');
});

test('who has no session cannot sign out', () => {
  expect(printSignInPage(page)).not.toContain('Sign out');
  expect(printSignInPage({ ...page, principal: { ...JIM, kind: 'proxy' } })).not.toContain('Sign out');
});

test('the link to sign in is there if there is a provider, and keeps the way', () => {
  expect(printSignInPage({ ...page, next: '/ui/?a=b&c' })).toContain('href="./auth/login?next=%2Fui%2F%3Fa%3Db%26c"');
  expect(printSignInPage({ ...page, hasProvider: false })).not.toContain('auth/login');
});
