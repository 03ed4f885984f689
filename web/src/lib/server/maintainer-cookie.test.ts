import type { Cookies } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import { readMaintainer, signIn, signOut } from './maintainer-cookie.ts';

/** Keeps cookies with the options they were set with. */
function jar() {
  const kept = new Map<string, { value: string; options: object }>();
  const cookies = {
    get: (name: string) => kept.get(name)?.value,
    set: (name: string, value: string, options: object) => void kept.set(name, { value, options }),
    delete: (name: string) => void kept.delete(name),
  } as unknown as Cookies;
  return { kept, cookies };
}

test('the token is out of reach of scripts and of other sites, and secure wherever the site is', () => {
  const { kept, cookies } = jar();
  signIn(cookies, 'secret', new URL('https://arena.example/maintain'));
  expect(kept.get('maintainer')).toMatchObject({
    value: 'secret',
    options: { httpOnly: true, sameSite: 'strict', secure: true, path: '/' },
  });
  signIn(cookies, 'secret', new URL('http://arena.local:4100/maintain'));
  expect(kept.get('maintainer')).toMatchObject({ options: { secure: false } });
});

test('signing out forgets it', () => {
  const { cookies } = jar();
  signIn(cookies, 'secret', new URL('http://localhost/maintain'));
  expect(readMaintainer(cookies)).toBe('secret');
  signOut(cookies);
  expect(readMaintainer(cookies)).toBeUndefined();
});
