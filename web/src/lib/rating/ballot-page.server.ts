import { randomUUID } from 'node:crypto';
import { redirect, type Cookies } from '@sveltejs/kit';
import { arena, call, ServiceProblem, ServiceUnreachable, toArena } from '#lib/server/services.ts';
import { blindDrawn, blindSides } from './blind.server.ts';
import { noticeOf } from './notices.ts';
import { keepLastVote, readLastVote } from './last-vote.server.ts';
import { readRater } from './rater-cookie.server.ts';
import { orElsewhere } from './refusal.server.ts';
import { readPassForm, readVerdictForm, readVoteForm } from './vote-form.server.ts';

interface Visit {
  study: string;
  cookies: Cookies;
  url: URL;
}

/**
 * What the ballot page shows: the open ballots, and `last`, whose vote may be taken back.
 * @param named the ballot that the address names; default: the one that this browser voted on last
 */
export async function loadBallots({ study, cookies, url }: Visit, named: string | null) {
  const last = named ?? readLastVote(cookies);
  const token = readRater(cookies);
  if (!token) redirect(303, `/rate/${study}`);
  const [drawn, before] = await Promise.all([
    orElsewhere(
      call(arena.drawBallots, { params: { study }, body: { ahead: 2 } }, toArena(token)),
      study,
      cookies,
    ),
    last ? call(arena.readBallot, { params: { ballot: last } }, toArena(token)).catch(() => null) : null,
  ]);
  return {
    drawn: blindDrawn(drawn),
    last: before && blindSides(before),
    formKey: randomUUID(),
    notice: noticeOf(url.searchParams.get('notice')),
  };
}

/** Casts the vote of a plain form, then shows the next ballot, or says why the vote was not taken. */
export async function castByForm(visit: Visit, request: Request): Promise<never> {
  const token = tokenOf(visit);
  const sent = readVoteForm(await request.formData());
  const next = `/rate/${visit.study}/ballot`;
  if (!sent) redirect(303, `${next}?notice=choose-first`);
  const { ballot, key, vote } = sent;
  const input = { params: { ballot }, headers: { 'idempotency-key': key }, body: vote };
  await orNotice(call(arena.castVote, input, toArena(token)), visit);
  keepLastVote(visit.cookies, visit.study, ballot, visit.url);
  redirect(303, `${next}?last=${encodeURIComponent(ballot)}`);
}

/** Says what a plain form takes the image for, then shows the ballot with its explanations. */
export async function judgeByForm(visit: Visit, request: Request): Promise<never> {
  const token = tokenOf(visit);
  const sent = readVerdictForm(await request.formData());
  const next = `/rate/${visit.study}/ballot`;
  if (!sent) redirect(303, next);
  const input = { params: { ballot: sent.ballot }, body: sent.verdict };
  await orNotice(call(arena.giveVerdict, input, toArena(token)), visit);
  redirect(303, next);
}

/** Passes the ballot that a plain form names, then shows the next one. */
export async function passByForm(visit: Visit, request: Request): Promise<never> {
  const token = tokenOf(visit);
  const sent = readPassForm(await request.formData());
  const next = `/rate/${visit.study}/ballot`;
  if (!sent) redirect(303, next);
  await orNotice(
    call(arena.passBallot, { params: { ballot: sent.ballot }, body: sent.pass }, toArena(token)),
    visit,
  );
  redirect(303, `${next}?notice=passed`);
}

function tokenOf({ study, cookies }: Visit): string {
  return readRater(cookies) ?? redirect(303, `/rate/${study}?notice=unauthenticated`);
}

/** Awaits what a form asked of the arena; shows the ballot page with the reason where it was refused. */
async function orNotice(asked: Promise<unknown>, { study, cookies }: Visit): Promise<void> {
  const next = `/rate/${study}/ballot`;
  try {
    await asked;
  } catch (cause) {
    if (cause instanceof ServiceUnreachable) redirect(303, `${next}?notice=unreachable`);
    if (cause instanceof ServiceProblem && !stopsRater.has(cause.slug)) {
      redirect(303, `${next}?notice=${cause.slug}`);
    }
    await orElsewhere(Promise.reject(cause), study, cookies);
  }
}

const stopsRater = new Set([
  'unauthenticated',
  'study-not-open',
  'rater-ended',
  'rater-withdrawn',
  'screened-out',
]);
