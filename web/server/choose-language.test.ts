import { expect, test } from 'vitest';
import { chooseLanguage, preferredOf } from './choose-language.ts';

const page = (url: string, headers: Record<string, string> = {}) =>
  chooseLanguage({ method: 'GET', url, headers: { accept: 'text/html', ...headers }, encrypted: false });
const answer = (language: string) => ({ kind: 'answer', language });

test('the address says the language', () => {
  expect(page('/studies/demo')).toEqual(answer('en'));
  expect(page('/de/studies/demo')).toEqual(answer('de'));
  expect(page('/zh')).toEqual(answer('zh'));
  expect(page('/design')).toEqual(answer('en'));
  expect(page('/de', { cookie: 'language=zh' })).toEqual(answer('de'));
});

test('a language is chosen by the address, and remembered', () => {
  expect(page('/rate/demo?invitation=a&language=zh')).toMatchObject({
    to: '/zh/rate/demo?invitation=a',
    keep: 'language=zh; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly',
  });
  expect(page('/de/rate/demo?language=en')).toMatchObject({ to: '/rate/demo' });
  expect(page('/de?language=en')).toMatchObject({ to: '/' });
  expect(page('/rate/demo?PROLIFIC_PID=5', { cookie: 'a=b; language=de' })).toMatchObject({
    to: '/de/rate/demo?PROLIFIC_PID=5',
  });
  expect(page('/studies', { cookie: 'language=en', 'accept-language': 'de' })).toEqual(answer('en'));
  expect(page('/?language=fr')).toEqual(answer('en'));
});

test('only the start page follows what the browser prefers', () => {
  expect(page('/', { 'accept-language': 'de-AT, en;q=0.5' })).toMatchObject({ to: '/de/' });
  expect(page('/?a=b', { 'accept-language': 'zh-CN' })).toMatchObject({ to: '/zh/?a=b' });
  expect(page('/', { 'accept-language': 'de', cookie: 'language=en' })).toEqual(answer('en'));
  expect(page('/studies', { 'accept-language': 'de' })).toEqual(answer('en'));
});

test('files, forms and what scripts ask stay where they are', () => {
  const cookie = 'language=de';
  expect(page('/studies/demo/leaderboard.csv', { cookie })).toEqual(answer('en'));
  expect(page('/rate/demo', { cookie, accept: '*/*' })).toEqual(answer('en'));
  expect(page('/rate/demo', { cookie, 'sec-fetch-dest': 'image' })).toEqual(answer('en'));
  expect(
    chooseLanguage({
      method: 'POST',
      url: '/rate/demo',
      headers: { accept: 'text/html', cookie },
      encrypted: true,
    }),
  ).toEqual(answer('en'));
});

test.each([
  [undefined, 'en'],
  ['*', 'en'],
  ['fr-CH, fr;q=0.9, de;q=0.8, en;q=0.9', 'en'],
  ['zh-Hant-TW,zh;q=0.9,en;q=0.8', 'zh'],
  ['de;q=0, zh;q=0.1', 'zh'],
  ['deu', 'en'],
])('%s prefers %s', (header, language) => expect(preferredOf(header)).toBe(language));
