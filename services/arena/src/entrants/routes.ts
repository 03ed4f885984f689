import { arena } from '@fakexplain/contract';
import { readSnapshot } from '@fakexplain/database';
import { readerOf, sendJson, sharedAnswers, toJson } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findRatedStudy, noSuchStudy } from '../ratings/rated-study.ts';
import { entrantsOf, readArms, readDraws, readOpenings } from './read-entrants.ts';

/** Milliseconds for which an answer is kept. */
const freshMs = 60_000;

/** The register of a study's arms, whatever became of them. */
export function entrantRoutes({ db, reports, accounts, clock }: Dependencies): OpenAPIHono {
  const answers = sharedAnswers<arena.Entrants>(reports.queue);
  const app = new OpenAPIHono();
  app.openapi(arena.listEntrants, async (c) => {
    const { study: slug } = c.req.valid('param');
    const study = await findRatedStudy(db, slug);
    if (!study) throw noSuchStudy(slug);
    // A role for one version is none for another.
    const here = readerOf(c);
    const forSite = readerOf(c, null);
    const readerIn = (version: string) => (version === slug ? here : forSite);
    const answer = await answers(
      JSON.stringify([study.id, here, forSite]),
      c.req.raw.signal,
      async (leaving, kept) => {
        const state = String(Math.floor(clock().getTime() / freshMs));
        if (kept?.state === state) return kept;
        const { arms, draws } = await readSnapshot(reports.sql, leaving, async (tx, run) => {
          const arms = await readArms(tx, run, study.id);
          const shown = new Set(
            arms
              .filter((arm) => arena.mayReadResults(arm, readerIn(arm.study)) === 'now')
              .map(({ studyId }) => studyId),
          );
          return { arms, draws: { shown, pairs: await readDraws(tx, run, [...shown]) } };
        });
        const openings = await readOpenings(accounts.sql, [...new Set(arms.map((arm) => arm.study))]);
        const tells = (version: string) => readerIn(version) === 'maintainer';
        return { state, answer: toJson(entrantsOf({ arms, draws, openings, tells })) };
      },
    );
    return sendJson(c, answer);
  });
  return app;
}
