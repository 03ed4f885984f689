import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { enrolRater } from './arena.ts';

/** Raters who go on voting whatever is killed, and ask again as the site's pages do, with the same key. */
export interface Voters {
  /** Votes that were acknowledged, by ballot. */
  acknowledged: Map<string, string>;
  /** What was asked and not answered, or answered by a service that was not there. */
  refused: string[];
  /** Lets them end what they are at. @throws what was refused for good */
  stop(): Promise<void>;
}

/** @param baseUrl of the arena as the site passes it on */
export function startVoters(baseUrl: string, study: string, count: number): Voters {
  const stopping = new AbortController();
  const acknowledged = new Map<string, string>();
  const refused: string[] = [];
  /** Asks until there is an answer. */
  async function ask<T>(what: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await what();
      } catch (error) {
        if (error instanceof ServiceProblem && error.problem.status < 500) throw error;
        refused.push(error instanceof Error ? error.message : String(error));
        await turn();
      }
    }
  }
  async function vote(): Promise<void> {
    const token = await ask(() => enrolRater(baseUrl, study));
    while (!stopping.signal.aborted) {
      const drawing = { params: { study }, body: { ahead: 1 } };
      const { ballots } = await ask(() => call(arena.drawBallots, drawing, { baseUrl, token }));
      const [ballot] = ballots;
      if (!ballot) return;
      const key = { 'idempotency-key': randomUUID() };
      const body = { choice: 'left' as const };
      const cast = { params: { ballot: ballot.id }, headers: key, body };
      const { id } = await ask(() => call(arena.castVote, cast, { baseUrl, token }));
      acknowledged.set(ballot.id, id);
    }
  }
  const voting = Array.from({ length: count }, async () => {
    // One after another, each until there is nothing more to draw.
    while (!stopping.signal.aborted) await vote();
  });
  return {
    acknowledged,
    refused,
    async stop() {
      stopping.abort();
      await Promise.all(voting);
    },
  };
}
