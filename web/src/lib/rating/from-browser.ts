import type { arena, ProblemDocument } from '@fakexplain/contract';
import { HeldBack, isPass, type Send } from './outbox.ts';
import type { Drawn } from './session.ts';

/** The arena refused; `slug` names the kind of problem. */
export class Refused extends Error {
  readonly slug: string;
  constructor(problem: Partial<ProblemDocument>) {
    super(problem.detail ?? problem.title ?? 'The arena refused');
    this.slug = (problem.type ?? '').split('/').at(-1) ?? '';
  }
}

/** Wait where the site does not say how long. */
const usualWaitS = 10;

/** Asks this site, which has parsed the arena's answer; the address says what comes back. */
async function ask<T>(path: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    keepalive: true,
    signal: AbortSignal.timeout(15_000),
  });
  if (response.ok) return response.json();
  if (response.status === 429) {
    const forS = Number(response.headers.get('retry-after') ?? usualWaitS);
    throw new HeldBack((await response.json()).detail, forS * 1000);
  }
  const passing = response.status >= 500 || response.status === 408;
  if (passing || !response.headers.get('content-type')?.includes('json')) {
    throw new Error(`The site answered ${response.status}`);
  }
  throw new Refused(await response.json());
}

/** @throws Refused when the arena draws nothing for this rater, HeldBack for a while, anything else when it cannot be reached */
export const drawBallots = (study: string, ahead: number): Promise<Drawn> =>
  ask<Drawn>(`/rate/${study}/ballots`, { ahead });

/** Sends answers to, and passes of, a study's ballots. */
export function sendTo(study: string): Send {
  return async (entry) => {
    const ballot = `/rate/${study}/ballots/${entry.ballot}`;
    try {
      if (isPass(entry)) await ask(`${ballot}/pass`, { reason: entry.pass, comment: entry.comment });
      else {
        const { key, ballot: _ballot, castAt: _castAt, ...vote } = entry;
        await ask(`${ballot}/votes`, vote, { 'idempotency-key': key });
      }
      return { kind: 'accepted' };
    } catch (error) {
      if (error instanceof Refused) return { kind: 'refused', problem: error.slug, detail: error.message };
      throw error;
    }
  };
}

/** Says what the image of a ballot is taken for; what comes back is the ballot with its explanations. @throws as `drawBallots` */
export const giveVerdict = (
  study: string,
  ballot: string,
  verdict: arena.NewVerdict,
): Promise<arena.Ballot> => ask<arena.Ballot>(`/rate/${study}/ballots/${ballot}/verdict`, verdict);

export const imageOf = (study: string, ballot: string): string => `/rate/${study}/ballots/${ballot}/image`;

/** A new idempotency key; `crypto.randomUUID` is missing where the site is served over plain http. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
