/**
 * Milliseconds before the next attempt: doubled with each one that failed (1, 2, …), up to the longest, and varied
 * between a half and the whole of that, so that requests that failed together do not come again together.
 */
export function retryDelay(
  failed: number,
  { firstDelay, longestDelay }: { firstDelay: number; longestDelay: number },
  random: number,
): number {
  const whole = 1_000 * Math.min(longestDelay, firstDelay * 2 ** (failed - 1));
  return whole * (0.5 + random / 2);
}

/** Longest wait that a server is believed to want, in milliseconds. */
const longestWait = 600_000;

/** Milliseconds that an answer asks to wait, by `Retry-After-Ms` or `Retry-After`, in seconds or as a date; or null. */
export function readRetryAfter(headers: Headers | undefined, now = Date.now()): number | null {
  const milliseconds = headers?.get('retry-after-ms');
  const text = headers?.get('retry-after');
  const asked = milliseconds
    ? Number(milliseconds)
    : text
      ? /^\s*[\d.]+\s*$/.test(text)
        ? 1_000 * Number(text)
        : Date.parse(text) - now
      : Number.NaN;
  return Number.isFinite(asked) ? Math.min(longestWait, Math.max(0, asked)) : null;
}
