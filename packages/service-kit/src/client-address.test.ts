import { expect, test } from 'vitest';
import { nearestClient, networkOf, parseTrustedProxies } from './client-address.ts';

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

test.each([
  ['198.51.100.9', '198.51.100.9'],
  ['::ffff:198.51.100.9', '198.51.100.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::5:6:7:8', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
])('the network of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
