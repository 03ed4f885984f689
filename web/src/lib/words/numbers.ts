/** Shown for what does not exist. */
export const absent = '–';

const minus = '−';
/** Elo as whole points: `1,024`, `−37`. */
export const elo = (value: number | null): string =>
  // Adding 0 turns −0 into 0.
  value === null ? absent : (Math.round(value) + 0).toLocaleString('en').replace('-', minus);

/** A share 0–1 in percent with as many decimals as asked: `52.9%`. Never rounded up to 100 or down to 0. */
export function percent(value: number | null, decimals = 1): string {
  if (value === null) return absent;
  const scale = 10 ** decimals;
  let shown = Math.round(value * 100 * scale) / scale;
  if (shown === 100 && value < 1) shown = 100 - 1 / scale;
  if (shown === 0 && value > 0) shown = 1 / scale;
  return `${shown.toFixed(decimals)}%`;
}

/** A p-value: three decimals, or "< 0.001". */
export function pValue(p: number | null): string {
  if (p === null) return absent;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

export const count = (value: number | null): string => (value === null ? absent : value.toLocaleString('en'));

/** "1 vote", "2 votes". */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

/** "1–2", or "3" where the rank is settled. */
export function rankSet(rank: { best: number; worst: number } | null): string {
  if (!rank) return absent;
  return rank.best === rank.worst ? String(rank.best) : `${rank.best}–${rank.worst}`;
}
