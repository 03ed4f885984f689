import type { PairsSummary } from './export-pairs.ts';
import { pairKinds } from './pair-columns.ts';
import { splits } from './split-of.ts';

/** A card that says what the rows are, and for `datasets` where they lie. */
export function pairsReadme(summary: PairsSummary): string {
  const { study, settings, rows } = summary;
  const configs = pairKinds.flatMap((kind) => {
    const filled = splits.filter((split) => rows[kind][split] > 0);
    if (filled.length === 0) return [];
    return [
      `- config_name: ${kind}`,
      '  data_files:',
      ...filled.flatMap((split) => [`  - split: ${split}`, `    path: trl/${kind}/${split}-*.parquet`]),
    ];
  });
  return `---
pretty_name: ${JSON.stringify(`Preferences of ${study.title}`)}
license: other
${configs.length > 0 ? `configs:\n${configs.join('\n')}` : 'configs: []'}
---

# Preferences of “${study.title}”

What raters of the study \`${study.slug}\` preferred, as rows to be trained on.

${summaryLines(summary)
  .map((line) => `- ${line}`)
  .join('\n')}

| | |
|---|---|
| \`trl/dpo\`, \`trl/kto\` | Parquet for TRL: \`load_dataset('path/of/this/folder', 'dpo')\` |
| \`ms-swift/…jsonl\` | JSON lines for ms-swift, whose pictures lie in \`images\`: start it in this folder |

Completions are written in the grammar \`${settings.grammar}\`, boxes in \`${settings.space}\`. \`weight\` is (winner − loser) / (votes + 2) and
\`agreement\` the winner’s share of the votes; no trainer reads them by itself.
`;
}

/** Counts in words, for the terminal and the card. */
export function summaryLines({ rows, noRow, leftOut, missing, settings }: PairsSummary): string[] {
  const { dpo, kto } = rows;
  const votes = [
    [leftOut.ties, 'ties'],
    [leftOut.neither, '“neither”'],
    [leftOut.controls, 'on format controls'],
    [leftOut.excluded, 'of excluded raters'],
    [leftOut.withheld, 'on withheld images'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  const why = (counts: Record<string, number>) =>
    Object.entries(counts)
      .flatMap(([reason, count]) => (count === 0 ? [] : [`${count} ${reason}`]))
      .join(', ');
  return [
    `DPO: ${dpo.train} pairs in train, ${dpo.test} in test${why(noRow.dpo) && `; left out: ${why(noRow.dpo)}`}`,
    `KTO: ${kto.train} completions in train, ${kto.test} in test${why(noRow.kto) && `; left out: ${why(noRow.kto)}`}`,
    ...(votes.length > 0 ? [`Votes left out: ${votes.join(', ')}`] : []),
    ...(missing > 0 ? [`${missing} rows left out, since their pictures were lost`] : []),
    ...(settings.trainShare === 0
      ? [
          'All rows are in test: images of a study are for measuring, and go into train only where a share is asked for',
        ]
      : []),
    ...(settings.trainShare > 0 && settings.otherStudies === 'hold-out'
      ? ['Images that another study asks about, and those of their groups, are in test']
      : []),
  ];
}
