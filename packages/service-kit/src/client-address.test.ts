import { expect, test } from 'vitest';
import { nearestClient, parseTrustedProxies } from './client-address.ts';

const trusted = parseTrustedProxies('127.0.0.0/8, ::1, 10.0.0.7');

test.each<[string, string, string | undefined, string]>([
  ['nobody in between', '192.0.2.1', undefined, '192.0.2.1'],
  ['one who names another', '192.0.2.1', '198.51.100.9', '192.0.2.1'],
  ['the site’s visitor', '127.0.0.1', '198.51.100.9', '198.51.100.9'],
  ['a visitor through two proxies', '::1', '198.51.100.9, 10.0.0.7', '198.51.100.9'],
  ['a visitor who invents a way', '127.0.0.1', '203.0.113.5, 198.51.100.9', '198.51.100.9'],
  ['a socket that speaks IPv6', '::ffff:127.0.0.1', '::ffff:198.51.100.9', '198.51.100.9'],
  ['nonsense', '127.0.0.1', 'x'.repeat(9), 'xxxxxxxxx'],
  ['the machine itself', '127.0.0.1', undefined, '127.0.0.1'],
  ['the machine through itself', '127.0.0.1', '127.0.0.1', '127.0.0.1'],
])('%s', (_, socket, forwarded, client) => expect(nearestClient(socket, forwarded, trusted)).toBe(client));

test.each(['nowhere', '10.0.0.0/33', '::1/129', '10.0.0.0/x'])('%s is no list', (text) => {
  expect(() => parseTrustedProxies(text)).toThrow(`${text} is neither`);
});
