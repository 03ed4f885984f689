import { describe, expect, it } from 'vitest';
import { EndpointPool } from './endpoint-pool.ts';
import { testClock } from '../../testing/test-clock.ts';

const never = new AbortController().signal;
const poolOf = (names: string[], limit = 2, clock = testClock()) => new EndpointPool(names, { limit, clock });

describe('EndpointPool', () => {
  it('spreads requests, to the one with the least in flight', async () => {
    const pool = poolOf(['a', 'b']);
    const leases = [await pool.take(never), await pool.take(never), await pool.take(never)];
    expect(leases.map(({ endpoint }) => endpoint)).toEqual(['a', 'b', 'a']);
    leases[0]?.succeed();
    leases[2]?.succeed();
    expect((await pool.take(never)).endpoint).toBe('a');
  });

  it('lets no more in than the limit, and each that waits as soon as there is room', async () => {
    const pool = poolOf(['a']);
    const first = await pool.take(never);
    await pool.take(never);
    const order: string[] = [];
    const third = pool.take(never).then(() => order.push('third'));
    order.push('waiting');
    first.succeed();
    first.succeed();
    await third;
    expect(order).toEqual(['waiting', 'third']);
    const stop = new AbortController();
    const fourth = pool.take(stop.signal);
    stop.abort(new Error('enough'));
    await expect(fourth).rejects.toThrow('enough');
  });

  it('tries elsewhere what has failed at one', async () => {
    const pool = poolOf(['a', 'b']);
    expect((await pool.take(never, new Set(['a']))).endpoint).toBe('b');
    const alone = poolOf(['a']);
    expect((await alone.take(never, new Set(['a']))).endpoint).toBe('a');
  });

  it('leaves an endpoint alone for as long as it asks', async () => {
    const clock = testClock();
    const pool = poolOf(['a', 'b'], 2, clock);
    (await pool.take(never)).fail(5_000);
    expect((await pool.take(never)).endpoint).toBe('b');
    expect((await pool.take(never)).endpoint).toBe('b');
    expect(clock.delays).toEqual([]);
    expect((await pool.take(never)).endpoint).toBe('a');
    expect(clock.delays).toEqual([5_000]);
  });

  it('rests one that fails again and again, longer each time, until it answers', async () => {
    const clock = testClock();
    const pool = poolOf(['a'], 2, clock);
    for (let times = 0; times < 6; times += 1) (await pool.take(never)).fail();
    (await pool.take(never)).succeed();
    expect(clock.delays).toEqual([1_000, 2_000, 4_000, 8_000]);
    (await pool.take(never)).fail();
    await pool.take(never);
    expect(clock.delays).toHaveLength(4);
  });

  it('counts requests that fail together once', async () => {
    const clock = testClock();
    const pool = poolOf(['a'], 8, clock);
    const leases = await Promise.all(Array.from({ length: 8 }, () => pool.take(never)));
    for (const lease of leases) lease.fail(3_000);
    await pool.take(never);
    expect(clock.delays).toEqual([3_000]);
  });
});
