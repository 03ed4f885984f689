import { tag } from '../languages/language.ts';

/** Shown for what does not exist. */
export const absent = '–';

const minus = '−';
/** Elo as whole points: `1,024`, `−37`. */
export const elo = (value: number | null, language = tag): string =>
  // Adding 0 turns −0 into 0.
  value === null ? absent : (Math.round(value) + 0).toLocaleString(language).replace('-', minus);

/** A share 0–1 in percent with as many decimals as asked: `52.9%`. Never rounded up to 100 or down to 0. */
export function percent(value: number | null, decimals = 1, language = tag): string {
  if (value === null) return absent;
  const scale = 10 ** decimals;
  let shown = Math.round(value * 100 * scale) / scale;
  if (shown === 100 && value < 1) shown = 100 - 1 / scale;
  if (shown === 0 && value > 0) shown = 1 / scale;
  return percentSign(decimal(shown, decimals, language), language);
}

// German parts the sign from the number, by a space that no line breaks at.
export const percentSign = (shown: string, language = tag): string =>
  language === 'de' ? `${shown}\u00a0%` : `${shown}%`;

/** A number with as many decimals as asked, as the language writes it: `1.30`, `1,30`. Thousands are not grouped. */
export function decimal(value: number, decimals: number, language = tag): string {
  const shown = value.toFixed(decimals);
  return language === 'de' ? shown.replace('.', ',') : shown;
}

/** A difference of shares in points, with its sign: `+2.6`, `−1.3`, `0.0`. */
export function points(difference: number): string {
  const shown = decimal(difference * 100, 1);
  if (!/[1-9]/.test(shown)) return decimal(0, 1);
  return difference > 0 ? `+${shown}` : shown.replace('-', minus);
}

/** Both ends of an interval: `[1.64, 2.06]`, `[1,64; 2,06]` where a comma is within the numbers themselves. */
export const bounds = (low: string, high: string, language = tag): string =>
  `[${low}${language === 'de' ? ';' : ','} ${high}]`;

/** A p-value: three decimals, or "< 0.001". */
export function pValue(p: number | null): string {
  if (p === null) return absent;
  return p < 0.001 ? `< ${decimal(0.001, 3)}` : decimal(p, 3);
}

export const count = (value: number | null, language = tag): string =>
  value === null ? absent : value.toLocaleString(language);

/** "1 vote", "2 votes". */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

/** "1–2", or "3" where the rank is settled. */
export function rankSet(rank: { best: number; worst: number } | null): string {
  if (!rank) return absent;
  return rank.best === rank.worst ? String(rank.best) : `${rank.best}–${rank.worst}`;
}
