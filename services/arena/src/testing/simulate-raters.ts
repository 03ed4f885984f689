import { randomUUID } from 'node:crypto';
import { uniformSource } from '@fakexplain/statistics/random';
import type { Answer } from './recount-raters.ts';

export interface SimulatedRater {
  kind: 'honest' | 'left in 0.7 s' | 'random and fast' | 'one script' | 'farm' | 'no image';
  network: string;
  /** Seconds since 1970. */
  enrolled: number;
  answers: Answer[];
}

type Letter = 'left' | 'right' | 'tie' | 'neither';

interface Habits {
  answers: number;
  /** Seconds for one ballot, of the words shown. */
  takes: (words: number) => number;
  says: (at: number) => Letter;
  /** Probability with which a check is passed. */
  passes: number;
  looks: boolean;
  /** Probability with which the answers so far are sent together, after a while without a connection. */
  offline: number;
}

/**
 * Raters as one expects them, and bots. Honest ones differ in pace (medians around 8 s, from 2.5 to 25), in how they lean to a side
 * (±0.07), in how often they see no difference (5–60%), and in attention (checks failed: 7% on average, some a third); some
 * lose their connection, households and a class share a network. All of it is drawn by the seed.
 */
export function simulateRaters(seed: number, honest: number): SimulatedRater[] {
  const random = uniformSource(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const between = (low: number, high: number) => low + (high - low) * random();
  const start = Date.UTC(2026, 0, 5) / 1_000;

  const humanPace = (median: number) => (words: number) =>
    median * Math.exp(0.55 * normal()) * (0.6 + words / 250);
  const humanSays = (lean: number, ties: number, neither: number) => (): Letter => {
    const u = random();
    if (u < ties) return 'tie';
    if (u < ties + neither) return 'neither';
    return random() < lean ? 'left' : 'right';
  };
  const person = (): Habits => ({
    answers: Math.round(between(8, 60)),
    takes: humanPace(8 * Math.exp(0.5 * normal())),
    says: humanSays(Math.min(0.7, Math.max(0.3, 0.5 + 0.07 * normal())), between(0.05, 0.6), between(0, 0.1)),
    passes: 1 - 0.35 * random() ** 4 - 0.02,
    looks: true,
    offline: random() < 0.05 ? 0.1 : 0,
  });

  function rater(
    kind: SimulatedRater['kind'],
    network: string,
    enrolled: number,
    habits: Habits,
  ): SimulatedRater {
    const id = randomUUID();
    let now = enrolled + between(30, 200);
    let unsent = 0;
    const answers: Answer[] = [];
    for (let at = 0; at < habits.answers; at += 1) {
      const words = Math.round(between(20, 180));
      const issued = now;
      // Images of the next ballots are fetched ahead.
      const served = habits.looks ? now + 0.1 : null;
      now += habits.takes(words);
      const isCheck = random() < 0.05;
      const sound: Letter = random() < 0.5 ? 'left' : 'right';
      const other = sound === 'left' ? 'right' : 'left';
      const says =
        isCheck && habits.passes > 0 ? (random() < habits.passes ? sound : other) : habits.says(at);
      answers.push({
        rater: id,
        kind: isCheck ? 'check' : 'regular',
        first: says,
        current: says,
        sound: isCheck ? sound : null,
        words,
        issued,
        served,
        cast: now,
      });
      // Without a connection answers wait, and arrive within a moment of each other.
      unsent = random() < habits.offline || (unsent > 0 && unsent < 5) ? unsent + 1 : 0;
      if (unsent === 5) {
        for (const [place, answer] of answers.slice(-5).entries()) answer.cast = now - 0.2 + place * 0.05;
        unsent = 0;
      }
    }
    return { kind, network, enrolled, answers };
  }

  const raters: SimulatedRater[] = [];
  for (let n = 0; n < honest; n += 1) {
    const inClass = n < 28;
    raters.push(
      rater(
        'honest',
        inClass ? 'class' : `home ${Math.floor(n / 2)}`,
        inClass ? start + n * 20 : start + between(0, 14 * 86_400),
        person(),
      ),
    );
  }
  const bots = (kind: SimulatedRater['kind'], count: number, habits: (n: number) => Partial<Habits>) => {
    for (let n = 0; n < count; n += 1)
      raters.push(
        rater(
          kind,
          kind === 'farm' ? 'farm' : `${kind} ${n}`,
          start + (kind === 'farm' ? n * 60 : between(0, 14 * 86_400)),
          { ...person(), answers: 24, offline: 0, passes: 0, ...habits(n) },
        ),
      );
  };
  bots('left in 0.7 s', 12, () => ({ takes: () => 0.7, says: () => 'left' }));
  bots('random and fast', 12, () => ({ takes: () => between(0.3, 1.8), says: humanSays(0.5, 0.2, 0.1) }));
  // A script that is replayed at a human's pace.
  const script = Array.from({ length: 24 }, humanSays(0.5, 0.2, 0.05));
  bots('one script', 8, () => ({ says: (at) => script[at] ?? 'left' }));
  bots('farm', 40, () => ({ passes: 0.9 }));
  bots('no image', 6, () => ({ looks: false }));
  return raters;
}
