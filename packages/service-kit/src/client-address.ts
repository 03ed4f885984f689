import { BlockList, isIP } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** Addresses whose `X-Forwarded-For` is believed. */
export type TrustedProxies = Pick<BlockList, 'check'>;

/**
 * Reads a list such as `127.0.0.0/8, ::1, 10.0.0.7`.
 * @throws Error that names the part that is not an address
 */
export function parseTrustedProxies(text: string): TrustedProxies {
  const list = new BlockList();
  for (const part of text.split(',').map((part) => part.trim())) {
    if (part === '') continue;
    const [address = '', bits] = part.split('/');
    const family = familyOf(address);
    const length = Number(bits ?? (family === 'ipv6' ? 128 : 32));
    if (!family || !Number.isInteger(length) || length < 0 || length > (family === 'ipv6' ? 128 : 32))
      throw new Error(`${part} is neither an address nor a range such as 10.0.0.0/8`);
    list.addSubnet(address, length, family);
  }
  return list;
}

/**
 * The address that a request comes from: the nearest address that is not a trusted proxy, by `X-Forwarded-For` as far as proxies that
 * are trusted wrote it, or the socket's own.
 */
export function clientAddress(
  c: Context<{ Bindings: Partial<HttpBindings> }>,
  trusted: TrustedProxies,
): string {
  const socket = c.env?.incoming?.socket.remoteAddress ?? 'unknown';
  return nearestClient(socket, c.req.header('x-forwarded-for'), trusted);
}

/** Whether a trusted proxy itself sent the request; false where there is no connection. */
export function isFromTrusted(
  c: Context<{ Bindings: Partial<HttpBindings> }>,
  trusted: TrustedProxies,
): boolean {
  const address = plain(c.env?.incoming?.socket.remoteAddress ?? '');
  const family = familyOf(address);
  return family !== undefined && trusted.check(address, family);
}

/** As `clientAddress`, of what a connection and its header say. */
export function nearestClient(
  socket: string,
  forwarded: string | undefined,
  trusted: TrustedProxies,
): string {
  const chain = [...(forwarded?.split(',') ?? []).map((part) => part.trim()), socket].map(plain);
  // From the socket outwards; whatever an untrusted address sent may be forged.
  for (const address of chain.toReversed()) {
    const family = familyOf(address);
    if (!family || !trusted.check(address, family)) return address;
  }
  return chain[0] ?? socket;
}

/**
 * The network that an address belongs to: of IPv6 the first 64 bits, which one household or machine has to itself; of IPv4,
 * whose addresses are shared already, the address. What is no address is its own network.
 */
export function networkOf(address: string): string {
  const own = plain(address).replace(/%.*$/, '');
  if (isIP(own) !== 6) return own;
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const [head, tail] = own.split('::').map(groups);
  const written = [...(head ?? []), ...(tail ?? [])];
  // A dotted ending stands for two groups.
  const missing = 8 - written.length - Number(own.includes('.'));
  const all = [...(head ?? []), ...Array.from({ length: missing }, () => '0'), ...(tail ?? [])];
  const first = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${first.join(':')}::/64`;
}

/** IPv4 as IPv6 sockets write it, as IPv4. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

const familyOf = (address: string) => ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address)];
