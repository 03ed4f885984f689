import { createHash } from 'node:crypto';
import {
  type CoordinateSpace,
  type Explanation,
  type Grammar,
  type ParseProblem,
  parserVersion,
  type ParseStatus,
  type ReadingSettings,
} from '@fakexplain/explanation';
import type { Transaction } from './client.ts';
import { explanations } from './schema/catalog.ts';

export interface NewExplanation {
  imageSha256: string;
  explanation: Explanation;
  parseStatus: ParseStatus;
  parseProblems: ParseProblem[];
  /** What the source wrote, where it came as text; without grammar and space where it is of no grammar of ours. */
  raw?: { text: string; grammar?: Grammar; space?: CoordinateSpace; settings?: ReadingSettings } | undefined;
}

/** Adds explanations to a run that has none of these images. @throws where it has one */
export async function insertExplanations(
  tx: Transaction,
  runId: string,
  added: readonly NewExplanation[],
): Promise<void> {
  if (added.length > 0) await tx.insert(explanations).values(added.map((row) => asRecord(runId, row)));
}

function asRecord(runId: string, row: NewExplanation): typeof explanations.$inferInsert {
  const { verdict, probability, tags, reasoning, regions } = row.explanation;
  return {
    runId,
    imageSha256: row.imageSha256,
    verdict,
    probability,
    tags,
    reasoning,
    regions,
    rawText: row.raw?.text ?? null,
    grammar: row.raw?.grammar ?? null,
    coordinateSpace: row.raw?.space ?? null,
    readingSettings: row.raw?.settings ?? null,
    parserVersion: row.raw?.grammar && row.raw.space ? parserVersion : null,
    parseStatus: row.parseStatus,
    parseProblems: row.parseProblems,
    contentHash: contentHash(row.explanation),
  };
}

/**
 * SHA-256 (32 bytes) of what a rater sees of an explanation: verdict, tags, reasoning, and the regions'
 * boxes and descriptions in their order, as JSON arrays in that order. Probability and masks are not shown.
 */
export function contentHash({ verdict, tags, reasoning, regions }: Explanation): Buffer {
  const seen = [verdict, tags, reasoning, regions.map(({ box, description }) => [box, description])];
  return createHash('sha256').update(JSON.stringify(seen)).digest();
}
