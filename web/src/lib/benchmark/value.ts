import { absent, bounds, count, decimal } from '../words/numbers.ts';

/** A metric's value with three decimals: `0.982`, `−0.041`. Never rounded to 0 or 1 when it is neither. */
export function metricValue(value: number | null | undefined): string {
  if (value === null || value === undefined) return absent;
  let shown = Math.round(value * 1000) / 1000;
  if (shown === 1 && value < 1) shown = 0.999;
  if (shown === 0 && value > 0) return `< ${decimal(0.001, 3)}`;
  if (shown === 0 && value < 0) return `> −${decimal(0.001, 3)}`;
  return decimal(shown, 3).replace('-', '−');
}

/** The same with its sign: `+0.012`. */
export const signedValue = (value: number): string =>
  value >= 0.0005 ? `+${metricValue(value)}` : metricValue(value);

/** `[0.975, 0.988]`, or why there is none. */
export function boundsText(
  { low, high }: { low: number | null; high: number | null },
  write: (value: number) => string = metricValue,
): string {
  return low === null || high === null ? 'no interval' : bounds(write(low), write(high));
}

/** A published figure with all its decimals, three at least, as papers print them: `0.550`; a count as it is. */
export function publishedValue(value: number): string {
  if (Number.isInteger(value) && value > 1) return count(value);
  const plain = String(value);
  const decimals = plain.length - 1 - plain.indexOf('.');
  return plain.includes('.') && decimals >= 3 ? decimal(value, decimals) : decimal(value, 3);
}

/** Text with a capital at its start. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
