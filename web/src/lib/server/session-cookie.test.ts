import type { Cookies } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import { forgetSession, keepSession, readSession } from './session-cookie.ts';

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
const begun = { session: 'secret', expiresAt: '2026-02-03T04:05:06.000Z' };

test('the session is out of reach of scripts and of other sites’ forms, and secure wherever the site is', () => {
  const { kept, cookies } = jar();
  keepSession(cookies, begun, new URL('https://arena.example/sign-in'));
  expect(kept.get('session')).toMatchObject({
    value: 'secret',
    options: { httpOnly: true, sameSite: 'lax', secure: true, path: '/', expires: new Date(begun.expiresAt) },
  });
  keepSession(cookies, begun, new URL('http://arena.local:4100/sign-in'));
  expect(kept.get('session')).toMatchObject({ options: { secure: false } });
});

test('signing out forgets it', () => {
  const { cookies } = jar();
  keepSession(cookies, begun, new URL('http://localhost/sign-in'));
  expect(readSession(cookies)).toBe('secret');
  forgetSession(cookies);
  expect(readSession(cookies)).toBeUndefined();
});
