import type { arena } from '@fakexplain/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer } from './outbox.ts';
import {
  afterAnswer,
  beginSession,
  dropBallot,
  keepAnswer,
  refill,
  shownBallot,
  takeBack,
  type Drawn,
  type Session,
} from './session.ts';

const windowMs = 600_000;
const moment = '2026-01-01T00:00:00Z';
const explanation = { verdict: null, tags: [], reasoning: '', regions: [] };
const ballot = (ordinal: number): arena.Ballot => ({
  id: `ballot-${ordinal}`,
  ordinal,
  image: { width: 10, height: 10 },
  left: explanation,
  right: explanation,
  verdictBefore: null,
  issuedAt: moment,
  expiresAt: moment,
  vote: null,
});
const drawn = (cast: number, ...ordinals: number[]): Drawn => ({
  ballots: ordinals.map(ballot),
  exhausted: false,
  progress: { cast, limit: 20, practised: true },
});
const answer = (ordinal: number, choice: arena.Choice = 'left', castAt = 0): Answer => ({
  key: `key-${ordinal}-${choice}`,
  ballot: `ballot-${ordinal}`,
  choice,
  reasons: [],
  comment: null,
  responseMs: null,
  loadingMs: null,
  input: 'keyboard',
  first: true,
  castAt,
});
const begin = (page: Drawn, last: arena.Ballot | null = null, waiting: Answer[] = []) =>
  beginSession(page, last, waiting, windowMs, 0);
const back = (session: Session, now = 0): Session => {
  const taken = takeBack(session, now);
  if (typeof taken === 'string') throw new Error(taken);
  return taken;
};

describe('session', () => {
  test('shows the next ballot at once and takes answers back one by one', () => {
    let session = begin(drawn(6, 7, 8));
    expect(shownBallot(session)).toMatchObject({ ballot: { id: 'ballot-7' }, number: 7, earlier: null });
    session = afterAnswer(session, answer(7), windowMs);
    session = afterAnswer(session, answer(8, 'tie'), windowMs);
    expect(shownBallot(session)).toBeNull();
    session = back(session);
    expect(shownBallot(session)).toMatchObject({ number: 8, earlier: { choice: 'tie' } });
    session = back(session);
    expect(shownBallot(session)).toMatchObject({ number: 7, earlier: { choice: 'left' } });
    expect(takeBack(session, 0)).toBe('nothing');
    session = afterAnswer(session, answer(7, 'right'), windowMs);
    expect(session.answered.map(({ choice }) => choice)).toEqual(['right', 'tie']);
    expect(session.count).toBe(8);
  });

  test('an answer left as it is changes nothing', () => {
    const session = afterAnswer(begin(drawn(0, 1, 2)), answer(1), windowMs);
    expect(keepAnswer(back(session))).toEqual(session);
  });

  test('a vote can be taken back until its window closes, and correcting it does not move the window', () => {
    let session = afterAnswer(begin(drawn(0, 1, 2)), answer(1, 'left', 1000), windowMs);
    expect(takeBack(session, 1000 + windowMs)).toBe('window-closed');
    session = afterAnswer(back(session, windowMs), answer(1, 'right', windowMs), windowMs);
    expect(takeBack(session, 1000 + windowMs)).toBe('window-closed');
  });

  test('a reload passes over ballots whose answers wait, and lets them be taken back', () => {
    const session = begin(drawn(6, 7, 8), null, [answer(7, 'left'), answer(7, 'tie', 1)]);
    expect(shownBallot(session)).toMatchObject({ ballot: { id: 'ballot-8' }, number: 8 });
    expect(shownBallot(back(session))).toMatchObject({ number: 7, earlier: { choice: 'tie' } });
  });

  test('a reload can take back the vote its address names', () => {
    const vote: arena.Vote = {
      id: 'vote',
      ballot: 'ballot-6',
      revision: 0,
      choice: 'neither',
      answers: {},
      strength: null,
      verdictAfter: null,
      reasons: ['text'],
      comment: 'both wrong',
      castAt: '1970-01-01T00:00:00Z',
      correctableUntil: '1970-01-01T00:10:00Z',
    };
    const session = beginSession(drawn(6, 7), { ...ballot(6), vote }, [], windowMs, 60_000);
    expect(shownBallot(back(session, 60_000))?.earlier).toMatchObject({
      choice: 'neither',
      comment: 'both wrong',
    });
    expect(takeBack(session, 600_000)).toBe('window-closed');
  });

  test('what is drawn later never moves the ballot on the page', () => {
    const session = afterAnswer(begin(drawn(0, 1, 2)), answer(1), windowMs);
    const filled = refill(session, drawn(0, 1, 2, 3));
    expect(filled.open.map(({ id }) => id)).toEqual(['ballot-2', 'ballot-3']);
    expect(filled.open[0]).toBe(session.open[0]);
    expect(shownBallot(filled)?.number).toBe(2);
    expect(shownBallot(refill(filled, drawn(1, 2, 3)))?.number).toBe(2);
  });

  test('a refused ballot leaves, wherever it is', () => {
    let session = afterAnswer(begin(drawn(0, 1, 2, 3)), answer(1), windowMs);
    session = back(afterAnswer(session, answer(2), windowMs));
    expect(shownBallot(dropBallot(session, 'ballot-1'))?.ballot.id).toBe('ballot-2');
    expect(shownBallot(dropBallot(session, 'ballot-2'))?.ballot.id).toBe('ballot-3');
    expect(shownBallot(dropBallot(session, 'ballot-3'))?.ballot.id).toBe('ballot-2');
  });

  test('whatever is done, no ballot is both open and answered, and none is shown twice', () => {
    const step = fc.constantFrom('answer', 'back', 'keep', 'refill', 'drop');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const sent = new Set<string>();
        let next = 3;
        let session = begin(drawn(0, 1, 2));
        for (const [n, what] of steps.entries()) {
          const shown = shownBallot(session);
          if (what === 'answer' && shown) {
            sent.add(shown.ballot.id);
            session = afterAnswer(session, { ...answer(0), ballot: shown.ballot.id, castAt: n }, windowMs);
          } else if (what === 'back') {
            const taken = takeBack(session, n);
            if (typeof taken !== 'string') session = taken;
          } else if (what === 'keep') session = keepAnswer(session);
          else if (what === 'drop' && shown) session = dropBallot(session, shown.ballot.id);
          else if (what === 'refill') {
            session = refill(session, drawn(sent.size, ...session.open.map((one) => one.ordinal), next++));
          }
          const open = session.open.map(({ id }) => id);
          const done = session.answered.map(({ ballot: one }) => one.id);
          expect(new Set([...open, ...done]).size).toBe(open.length + done.length);
          expect(session.back === null || session.back < done.length).toBe(true);
        }
      }),
    );
  });
});
