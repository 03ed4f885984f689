import type { arena } from '@fakexplain/contract';
import type { Database, Transaction } from '@fakexplain/database';
import { arenaSchema, views } from '@fakexplain/database/schema';
import type { Region, Verdict } from '@fakexplain/explanation';
import { eq, inArray } from 'drizzle-orm';
import { listRatedArms, type RatedStudy } from '../ratings/rated-study.ts';
import {
  countExcluded,
  countVotes,
  readSequence,
  readShownVotes,
  type ShownVote,
} from '../ratings/vote-counts.ts';
import { featuresOf, type Features } from './covariates.ts';
import { reportCovariates, type CovariateVote } from './report-covariates.ts';

const { studyImages } = arenaSchema;
const { parsedExplanations } = views;

/** Most votes that are read for one answer; of more, a random part. */
const mostVotes = 20_000;
/** Explanations read at a time. */
const atOnce = 2_000;

/** Covariate reports, kept until the study's next vote or exclusion. */
export function covariateReader({ db }: { db: Database }) {
  const kept = new Map<string, { state: string; report: arena.CovariateReport }>();
  return (study: Pick<RatedStudy, 'id'>, withoutExcluded: boolean): Promise<arena.CovariateReport> =>
    db.transaction(
      async (tx) => {
        const excluded = await countExcluded(tx, study.id);
        const all = await countVotes(tx, study.id);
        const state = JSON.stringify([await readSequence(tx, study.id), all, excluded]);
        const key = `${study.id} ${withoutExcluded}`;
        const known = kept.get(key);
        if (known?.state === state) return known.report;
        const votes = await readShownVotes(tx, { studyId: study.id, withoutExcluded, most: mostVotes });
        const features = await readFeatures(tx, study.id, votes);
        const shown = votes.flatMap((vote): CovariateVote[] => {
          const featuresA = features.get(shownOn(vote.explanationA, vote.image));
          const featuresB = features.get(shownOn(vote.explanationB, vote.image));
          return featuresA && featuresB ? [{ ...vote, featuresA, featuresB }] : [];
        });
        const arms = await listRatedArms(tx, study.id);
        const report = reportCovariates(arms, shown, withoutExcluded ? all - excluded.votes : all);
        kept.set(key, { state, report });
        return report;
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    );
}

const shownOn = (explanation: string, image: number): string => `${explanation} ${image}`;

/** Features by explanation and image: a format control shows an explanation on another image than its own. */
async function readFeatures(
  tx: Transaction,
  studyId: string,
  votes: readonly ShownVote[],
): Promise<Map<string, Features>> {
  const labels = await readLabels(tx, studyId);
  const said = await readSaid(tx, [
    ...new Set(votes.flatMap((vote) => [vote.explanationA, vote.explanationB])),
  ]);
  const features = new Map<string, Features>();
  for (const { explanationA, explanationB, image } of votes)
    for (const explanation of [explanationA, explanationB]) {
      const key = shownOn(explanation, image);
      const label = labels.get(image);
      const found = said.get(explanation);
      if (found && label && !features.has(key)) features.set(key, featuresOf(found, { ...found, label }));
    }
  return features;
}

async function readLabels(tx: Transaction, studyId: string): Promise<Map<number, Verdict>> {
  const rows = await tx
    .select({ position: studyImages.position, label: studyImages.label })
    .from(studyImages)
    .where(eq(studyImages.studyId, studyId));
  return new Map(rows.map(({ position, label }) => [position, label]));
}

async function readSaid(tx: Transaction, ids: string[]): Promise<Map<string, Said>> {
  const said = new Map<string, Said>();
  for (let start = 0; start < ids.length; start += atOnce) {
    const rows = await tx
      .select({
        id: parsedExplanations.id,
        verdict: parsedExplanations.verdict,
        reasoning: parsedExplanations.reasoning,
        regions: parsedExplanations.regions,
        width: parsedExplanations.width,
        height: parsedExplanations.height,
      })
      .from(parsedExplanations)
      .where(inArray(parsedExplanations.id, ids.slice(start, start + atOnce)));
    for (const row of rows) said.set(row.id, row);
  }
  return said;
}

interface Said {
  verdict: Verdict | null;
  reasoning: string;
  regions: Region[];
  width: number;
  height: number;
}
