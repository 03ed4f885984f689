import { goto } from '$app/navigation';
import type { arena } from '@fakexplain/contract';
import { drawBallots, giveVerdict, newKey, Refused } from './from-browser.ts';
import { joinWindows, type OtherWindows } from './other-windows.ts';
import type { OutboxState } from './outbox-state.svelte.ts';
import { keepDrawn, newestDrawn } from './kept-draw.ts';
import { HeldBack, isPass, type Answer, type Pass, type Reply } from './outbox.ts';
import {
  asksMore,
  firstOpen,
  isComplete,
  nothingSaid,
  pressed,
  rowBefore,
  rowsOf,
  sameSaid,
  saidIn,
  withAnswer,
  type Complete,
  type RowName,
  type Said,
} from './answer-rows.ts';
import * as steps from './session.ts';
import { minutesOf } from './minutes.ts';
import type { OnDemand } from './on-demand.svelte.ts';

/** What the server gives the ballot page. */
export interface BallotPageData {
  briefing: arena.Briefing;
  drawn: steps.Drawn;
  /** The ballot voted on before, if its vote can be taken back. */
  last: arena.Ballot | null;
  /** Whether the page is opened to take that vote back. */
  takingBack: boolean;
  /** What there is to say. */
  notice: string | null;
}

/** A vote sooner than this after a ballot appears was meant for the one before. */
const guardMs = 250;
const redrawMs = 4000;
/** Open ballots held: the one on the page and the next. */
export const ahead = 2;
/** Fewest of a rater's own ballots that say how fast the rater is. */
const fewestForPace = 3;
/** A vote in less than this is asked about, once it is cast. */
const quickMs = 1500;
/** With a correction window below this, reasons come before the vote: there is no time for them after it. */
const reasonsAfterMs = 5000;

/** A vote cast a moment ago: reasons may be added to it. */
export interface Recent {
  answer: Answer;
  /** Whether it took so little time that it is asked about. */
  quick: boolean;
}

/** The ballot page as it lives in a browser: which ballot is on it, what is being answered, and what there is to say. */
export class BallotState {
  readonly #page: BallotPageData;
  readonly #outbox: OutboxState;
  readonly #onDemand: OnDemand;
  #redraw: ReturnType<typeof setTimeout> | undefined;
  #drawing = false;
  #windows: OtherWindows | undefined;
  #shownAt = 0;
  #seenAt = 0;
  /** What each first answer on this page took, in milliseconds. */
  #times = $state.raw<number[]>([]);

  session = $state.raw<steps.Session>({
    open: [],
    answered: [],
    back: null,
    count: 0,
    limit: null,
    exhausted: false,
    settled: new Map(),
  });
  /** What is said of the ballot on the page so far, where its study asks more than one thing. */
  said = $state.raw<Said>(nothingSaid);
  /** The row that the next key answers. */
  row = $state<RowName>('choice');
  /** Whether a verdict is on its way, after which the explanations come. */
  judging = $state(false);
  reasons = $state<arena.Reason[]>([]);
  comment = $state('');
  notice = $state<string | null>(null);
  /** For screen readers: what became of the last vote. */
  announcement = $state('');
  /** Whether scripts have taken over from the plain form. */
  alive = $state(false);
  /** Whether an answer is taken: the image is seen, and has been for a moment. */
  ready = $state(false);
  drawFailed = $state(false);
  /** In words, why and how long the next ballot is held back; null: it is not. */
  heldBack = $state<string | null>(null);
  recent = $state.raw<Recent | null>(null);
  recentReasons = $state<arena.Reason[]>([]);

  /** Whether a vote takes more than one press. */
  readonly asksMore = $derived.by(() => asksMore(this.#page.briefing));
  readonly rows = $derived.by(() => rowsOf(this.#page.briefing, this.said, !this.alive));
  /** Whether the explanations come after a verdict that is still to be given. */
  readonly veiled = $derived.by(() => this.current !== null && this.current.ballot.left === null);
  readonly current = $derived(steps.shownBallot(this.session));
  readonly earlier = $derived(this.current?.earlier ?? null);
  /** Names the ballot on the page; another name, another showing. */
  readonly showing = $derived(
    this.current ? `${this.current.ballot.id}${this.earlier ? ' again' : ''}` : null,
  );
  /** Which ballot is on the page, of how many. */
  readonly place = $derived.by(() => {
    const { limit } = this.session;
    return this.current ? `${this.current.number}${limit === null ? '' : ` of ${limit}`}` : '';
  });
  readonly title = $derived(this.current ? `Ballot ${this.place}` : 'Ballots');
  /** The answer that can be taken back next. */
  readonly lastAnswered = $derived(
    this.session.answered.at((this.session.back ?? this.session.answered.length) - 1),
  );
  /** Minutes that the promised ballots will take, at this rater's pace, or before there is one the study's; null without a promise. */
  readonly minutesLeft = $derived.by(() => {
    const { limit, count } = this.session;
    const times = this.#times.toSorted((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)] ?? 0;
    const pace = times.length < fewestForPace ? this.#page.briefing.ballotMs : median;
    return limit === null || count >= limit ? null : minutesOf(limit - count, pace);
  });
  /** Whether reasons are given with the vote, not after it. */
  readonly reasonsNow = $derived.by(
    () => this.earlier !== null || !this.alive || this.#windowMs < reasonsAfterMs,
  );
  /** Nothing is open and nothing more will come. */
  readonly finished = $derived(
    this.session.open.length === 0 && this.session.exhausted && this.session.back === null,
  );
  /** Nothing is open, but more may come. */
  readonly wanting = $derived(this.session.open.length === 0 && !this.session.exhausted);

  constructor(page: BallotPageData, outbox: OutboxState, onDemand: OnDemand) {
    this.#page = page;
    this.#outbox = outbox;
    this.#onDemand = onDemand;
    this.session = this.#begin(page.drawn, [], 0);
    this.notice = page.notice;
    this.#fillIn();
  }

  #begin(drawn: steps.Drawn, waiting: (Answer | Pass)[], now: number): steps.Session {
    const { last, takingBack } = this.#page;
    const session = steps.beginSession(drawn, last, waiting, this.#windowMs, now);
    return takingBack && last?.vote ? { ...session, back: 0 } : session;
  }

  get #windowMs(): number {
    return this.#page.briefing.correctionWindowS * 1000;
  }

  #fillIn(): void {
    this.reasons = [...(this.earlier?.reasons ?? [])];
    this.comment = this.earlier?.comment ?? '';
    this.said = this.earlier ? saidIn(this.earlier) : nothingSaid;
    this.row = 'choice';
  }

  /** Takes over from the plain form; returns how to stop. */
  start(): () => void {
    const drawn = newestDrawn(this.#page.briefing.slug, this.#page.drawn);
    this.session = this.#begin(drawn, this.#outbox.entriesWaiting(), Date.now());
    this.#outbox.onreply = (entry, reply) => this.#hear(entry, reply);
    this.#windows = joinWindows(this.#page.briefing.slug, ({ ballot, answers }) =>
      this.#hearOfOther(ballot, answers),
    );
    this.alive = true;
    const online = () => void this.refill();
    const visible = () => document.visibilityState === 'visible' && this.#leaveExpired();
    const leaving = () => this.addReasons();
    addEventListener('online', online);
    addEventListener('pagehide', leaving);
    document.addEventListener('visibilitychange', visible);
    return () => {
      this.#outbox.onreply = null;
      this.addReasons();
      this.#windows?.leave();
      clearTimeout(this.#redraw);
      removeEventListener('online', online);
      removeEventListener('pagehide', leaving);
      document.removeEventListener('visibilitychange', visible);
    };
  }

  /** A ballot came onto the page. */
  show(): void {
    this.ready = false;
    this.#shownAt = performance.now();
    // An image that was there before took no time; one that comes says so.
    this.#seenAt = this.#shownAt;
    this.#fillIn();
  }

  /** Its image is on the screen: the time for looking at it begins. */
  imageSeen(): void {
    const { showing } = this;
    this.#seenAt = performance.now();
    setTimeout(() => {
      if (showing === this.showing) this.ready = true;
    }, guardMs);
  }

  /** A key for a side, tie or neither: gives the verdict that comes first, answers the row that is to be answered, or votes. */
  press(choice: arena.Choice, much: boolean): void {
    if (!this.ready) return;
    if (this.veiled) {
      const verdict = choice === 'left' ? 'real' : choice === 'right' ? 'generated' : 'cannot-tell';
      void this.judge(verdict);
    } else if (!this.asksMore) this.vote({ ...nothingSaid, choice }, 'keyboard');
    else {
      const { said, row } = pressed(this.#page.briefing, { said: this.said, row: this.row }, choice, much);
      this.#answerRow(said, row);
    }
  }

  /** Answers a row, and goes on to the next one that has no answer. */
  choose(row: RowName, value: string): void {
    if (!this.ready) return;
    const said = withAnswer(this.said, row, value);
    this.#answerRow(said, firstOpen(this.#page.briefing, said) ?? row);
  }

  #answerRow(said: Said, row: RowName): void {
    this.addReasons();
    this.said = said;
    this.row = row;
    const { title, asks } = this.rows.find(({ name }) => name === row) ?? { title: '', asks: '' };
    this.announcement = isComplete(this.#page.briefing, said)
      ? 'All is answered. Enter sends the vote.'
      : `${title}: ${asks}`;
  }

  rowBefore(): void {
    this.row = rowBefore(this.#page.briefing, { said: this.said, row: this.row });
  }

  /** Sends the vote where all is said; goes to the first row without an answer where not. */
  send(input: Answer['input']): void {
    if (this.veiled) return;
    const { said } = this;
    if (isComplete(this.#page.briefing, said)) this.vote(said, input);
    else this.#answerRow(said, firstOpen(this.#page.briefing, said) ?? this.row);
  }

  /** Says what the image is taken for; the explanations come with the reply, which takes a connection. */
  async judge(verdict: arena.RaterVerdict): Promise<void> {
    const { current, showing } = this;
    if (!current || !this.ready || this.judging) return;
    this.addReasons();
    this.judging = true;
    const responseMs = Math.round(performance.now() - this.#seenAt);
    try {
      const shown = await giveVerdict(this.#page.briefing.slug, current.ballot.id, { verdict, responseMs });
      this.session = steps.afterVerdict(this.session, shown);
      this.notice = null;
      if (showing === this.showing) this.#beginReading();
    } catch (error) {
      if (!(error instanceof Refused)) void this.#say('no-explanations');
      else if (!this.#leaveFor(error.slug)) {
        void this.#say(error.slug, error.message);
        // Given in another window: the arena knows what is shown.
        if (error.slug !== 'verdict-given') this.session = steps.dropBallot(this.session, current.ballot.id);
        void this.refill();
      }
    } finally {
      this.judging = false;
    }
  }

  #beginReading(): void {
    this.announcement = 'The explanations are shown.';
    this.ready = false;
    this.imageSeen();
  }

  vote(said: Complete, input: Answer['input']): void {
    const { current, earlier, reasons } = this;
    if (!current || !this.ready) return;
    this.addReasons();
    const comment = this.comment.trim() || null;
    if (
      earlier &&
      sameSaid(saidIn(earlier), said) &&
      earlier.comment === comment &&
      sameReasons(earlier.reasons, reasons)
    ) {
      this.keep();
      return;
    }
    const answer: Answer = {
      key: newKey(),
      ballot: current.ballot.id,
      ...said,
      reasons: [...reasons],
      comment,
      responseMs: Math.round(performance.now() - this.#seenAt),
      // An image that is there already can be seen before its ballot is told of.
      loadingMs: Math.max(0, Math.round(this.#seenAt - this.#shownAt)),
      input,
      first: earlier === null,
      castAt: Date.now(),
    };
    if (!this.#post(answer)) return;
    this.notice = null;
    this.session = steps.afterAnswer(this.session, answer, this.#windowMs);
    this.recentReasons = [...answer.reasons];
    if (answer.first && answer.responseMs !== null) this.#times = [...this.#times, answer.responseMs];
    this.recent = { answer, quick: (answer.responseMs ?? quickMs) < quickMs && earlier === null };
    this.#windows?.tell({ ballot: answer.ballot, answers: 1 });
    const here = `/rate/${this.#page.briefing.slug}/ballot?last=${answer.ballot}`;
    void goto(here, { shallow: true, replace: true });
  }

  /** Leaves the ballot on the page without an answer. */
  pass(reason: arena.PassReason, comment: string): void {
    const { current, earlier } = this;
    if (!current || earlier) return;
    const ballot = current.ballot.id;
    const pass: Pass = {
      key: newKey(),
      ballot,
      pass: reason,
      comment: comment.trim() || null,
      castAt: Date.now(),
    };
    if (!this.#post(pass)) return;
    this.addReasons();
    this.session = steps.afterSettled(this.session, ballot, 0);
    this.#windows?.tell({ ballot, answers: 0 });
    void this.#say('passed');
  }

  /** Says the words for a slug, or the others where it has none. */
  async #say(slug: string, others: string | null = null): Promise<void> {
    await this.#onDemand.load();
    this.notice = this.#onDemand.parts?.noticeOf(slug) ?? others;
  }

  #post(entry: Answer | Pass): boolean {
    try {
      this.#outbox.post(entry);
      return true;
    } catch {
      void this.#say('not-kept');
      return false;
    }
  }

  /** Ends the moment after a vote; reasons given in it are sent as an addition, which changes no choice. */
  addReasons(): void {
    const { recent, recentReasons: reasons } = this;
    this.recent = null;
    if (!recent || sameReasons(recent.answer.reasons, reasons)) return;
    const { answer } = recent;
    if (!this.session.answered.some(({ ballot }) => ballot.id === answer.ballot)) return;
    const added: Answer = {
      ...answer,
      key: newKey(),
      reasons: [...reasons],
      first: false,
      castAt: Date.now(),
    };
    if (this.#post(added)) this.session = steps.afterReasons(this.session, added);
  }

  takeBack(): void {
    this.addReasons();
    const taken = steps.takeBack(this.session, Date.now());
    this.notice = null;
    if (taken === 'nothing') void this.#say('nothing-to-take-back');
    else if (taken === 'window-closed') void this.#say('correction-window-closed');
    else {
      this.session = taken;
      this.announcement = `Changing an earlier vote. ${this.title}.`;
    }
  }

  keep(): void {
    this.session = steps.keepAnswer(this.session);
    this.announcement = `The earlier vote stands. ${this.title}.`;
  }

  /** Gives a reason or takes it away: of the vote that is being given, or of the one cast a moment ago. */
  toggleReason(reason: arena.Reason): void {
    const toggle = (reasons: arena.Reason[]) =>
      reasons.includes(reason) ? reasons.filter((one) => one !== reason) : [...reasons, reason];
    if (this.reasonsNow) this.reasons = toggle(this.reasons);
    else if (this.recent) this.recentReasons = toggle(this.recentReasons);
  }

  /** Has the arena draw until enough ballots are open; tries again later when it cannot be reached or has none yet. */
  async refill(): Promise<void> {
    if (this.#drawing || (this.session.exhausted && this.session.open.length > 0 && !this.veiled)) return;
    this.#drawing = true;
    let pauseMs = redrawMs;
    clearTimeout(this.#redraw);
    try {
      const drawn = await drawBallots(this.#page.briefing.slug, Math.min(3, ahead + this.#outbox.waiting));
      this.session = steps.refill(this.session, drawn);
      keepDrawn(this.#page.briefing.slug, drawn);
      this.drawFailed = false;
      this.heldBack = null;
    } catch (error) {
      if (error instanceof Refused && this.#leaveFor(error.slug)) return;
      this.drawFailed = true;
      this.heldBack = error instanceof HeldBack ? error.message : null;
      if (error instanceof HeldBack) pauseMs = error.forMs;
    } finally {
      this.#drawing = false;
    }
    if (this.drawFailed || this.wanting) this.#redraw = setTimeout(() => void this.refill(), pauseMs);
  }

  #hear(entry: Answer | Pass, reply: Reply): void {
    if (reply.kind === 'accepted') {
      // Who has taken a vote back by then is told of that.
      if (!this.earlier) this.announcement = `${isPass(entry) ? 'Passed' : 'Vote saved'}. ${this.title}.`;
    } else {
      if (this.#leaveFor(reply.problem)) return;
      void this.#say(reply.problem, `That vote was not counted: ${reply.detail}`);
      this.session = steps.dropBallot(this.session, entry.ballot);
      if (this.recent?.answer.ballot === entry.ballot) this.recent = null;
    }
    void this.refill();
  }

  #hearOfOther(ballot: string, answers: 0 | 1): void {
    if (this.session.open[0]?.id === ballot && this.earlier === null)
      void this.#say(answers === 1 ? 'answered-elsewhere' : 'passed-elsewhere');
    this.session = steps.afterSettled(this.session, ballot, answers);
    void this.refill();
  }

  /** Goes where the rater can go on, when it is not here. */
  #leaveFor(problem: string): boolean {
    const study = `/rate/${this.#page.briefing.slug}`;
    const places: Record<string, string> = {
      'study-not-open': `${study}/thanks?notice=study-not-open`,
      'study-paused': `${study}?notice=study-paused`,
      'rater-ended': `${study}/thanks?notice=rater-ended`,
      'screened-out': `${study}/screened-out`,
      'consent-changed': `${study}?consent&notice=consent-changed`,
      'over-quota': `${study}/full`,
      'rater-withdrawn': `${study}/yours`,
      'practice-needed': `${study}/guide?notice=practice-needed`,
      unauthenticated: `${study}?notice=unauthenticated`,
    };
    const place = places[problem];
    if (place) void goto(place, { refreshAll: true });
    return place !== undefined;
  }

  // Whoever comes back to a page left open overnight gets a ballot that still counts.
  #leaveExpired(): void {
    const [ballot] = this.session.open;
    if (!ballot || Date.parse(ballot.expiresAt) > Date.now()) return;
    this.session = { ...this.session, open: [] };
    void this.#say('ballot-expired');
    void this.refill();
  }
}

const sameReasons = (one: arena.Reason[], other: arena.Reason[]): boolean =>
  one.length === other.length && one.every((reason) => other.includes(reason));
