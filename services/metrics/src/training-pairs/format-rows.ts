import type { ParquetCell } from '@fakexplain/service-kit/parquet';
import type { LabelledCompletion, PreferencePair } from './make-rows.ts';

export type TrainingRow = ({ kind: 'dpo' } & PreferencePair) | ({ kind: 'kto' } & LabelledCompletion);

export interface Wording {
  /** What the user asks; the picture goes before it. */
  prompt: string;
  /** Whether rows say whose they are. */
  withSources: boolean;
}

const said = (role: 'user' | 'assistant', content: string) => ({ role, content });

const factsOf = ({ image, group, weight, agreement, votes }: TrainingRow) => ({
  weight,
  agreement,
  votes,
  image_sha256: image,
  group,
});

/** A row of TRL’s Parquet, without its picture. */
export function trlRow(row: TrainingRow, { prompt, withSources }: Wording): Record<string, ParquetCell> {
  const common = { prompt: [said('user', prompt)], ...factsOf(row) };
  if (row.kind === 'kto')
    return {
      ...common,
      completion: [said('assistant', row.completion)],
      label: row.label,
      source: withSources ? row.source : null,
    };
  return {
    ...common,
    chosen: [said('assistant', row.chosen)],
    rejected: [said('assistant', row.rejected)],
    chosen_source: withSources ? row.chosenSource : null,
    rejected_source: withSources ? row.rejectedSource : null,
  };
}

/** A row of ms-swift’s JSON lines. @param imagePath of its picture, as the trainer finds it */
export function swiftRow(row: TrainingRow, imagePath: string, { prompt, withSources }: Wording) {
  const answer = row.kind === 'kto' ? row.completion : row.chosen;
  return {
    messages: [said('user', `<image>${prompt}`), said('assistant', answer)],
    ...(row.kind === 'kto' ? { label: row.label } : { rejected_response: row.rejected }),
    images: [imagePath],
    ...factsOf(row),
    ...(withSources &&
      (row.kind === 'kto'
        ? { source: row.source }
        : { chosen_source: row.chosenSource, rejected_source: row.rejectedSource })),
  };
}
