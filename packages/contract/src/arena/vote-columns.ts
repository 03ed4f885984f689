/** What cells of a column hold. A list of texts is a list in JSON and Parquet; CSV parts its texts by semicolons. */
export type ColumnType = 'boolean' | 'integer' | 'moment' | 'number' | 'text' | 'texts';

interface ColumnOf<Name extends string> {
  name: Name;
  type: ColumnType;
  unit: string | null;
  /** Whether cells may be empty. */
  nullable: boolean;
  description: string;
}

type Settings = Partial<Pick<ColumnOf<string>, 'unit' | 'nullable'>>;

const column = <const Name extends string>(
  name: Name,
  type: ColumnType,
  description: string,
  { unit = null, nullable = false }: Settings = {},
): ColumnOf<Name> => ({ name, type, unit, nullable, description });

/** The columns of a study's votes as a file, one row a vote, in their order. */
export const voteColumns = [
  column('study', 'text', 'Slug of the study, the same in every row.'),
  column(
    'sequence',
    'integer',
    'Order in which votes were accepted, corrections included; rows are sorted by it.',
  ),
  column(
    'rater',
    'text',
    'Who voted: a keyed hash of the rater’s id, of a key that is made for each file and kept nowhere, so that no id is found in two files; the id itself where a maintainer asked for stable ones.',
  ),
  column('ballot', 'integer', 'Number of the ballot among those of its rater, from 1.'),
  column(
    'kind',
    'text',
    '“regular” ballots count; a “repeat” asks an earlier one again, mirrored; a “check” sets a sound explanation against another image’s.',
  ),
  column('repeat_of', 'integer', 'For a repeat, the number of the ballot that it mirrors.', {
    nullable: true,
  }),
  column('image', 'text', 'SHA-256 of the bytes of the image that is judged, lower-case hex.'),
  column('left', 'text', 'Name of the arm on the left side.'),
  column('right', 'text', 'Name of the arm on the right side.'),
  column(
    'left_arm',
    'integer',
    'Position of the left arm in the study, from 0; ratings are simulated in it.',
  ),
  column('right_arm', 'integer', 'Position of the right arm in the study, from 0.'),
  column('sound_side', 'text', 'For a check, the side (“left”, “right”) with the sound explanation.', {
    nullable: true,
  }),
  column(
    'choice',
    'text',
    'Which explanation is better: the “left” or the “right” one, both equally (“tie”), or “neither” is acceptable.',
  ),
  ...(['overall', 'where', 'why', 'verdict'] as const).map((question) =>
    column(
      `answer_${question}`,
      'text',
      `The answer to the question “${question}”, as that to the main one in \`choice\`; empty where the study does not ask it.`,
      { nullable: true },
    ),
  ),
  column(
    'strength',
    'text',
    'How much better it is: “slight”, “clear”, “much”; empty where it is not asked.',
    {
      nullable: true,
    },
  ),
  column(
    'verdict_before',
    'text',
    'What the rater took the image for before the explanations: “real”, “generated”, “cannot-tell”.',
    { nullable: true },
  ),
  column('verdict_after', 'text', 'The same once they were read.', { nullable: true }),
  column(
    'reasons',
    'texts',
    'What decided, as far as the rater said: “grounding”, “text”, “verdict”, “completeness”.',
  ),
  column('issued_at', 'moment', 'When the ballot was drawn, by the server’s clock.'),
  column('served_at', 'moment', 'When the ballot’s image was first asked for; empty: never.', {
    nullable: true,
  }),
  column('cast_at', 'moment', 'When the vote was accepted, by the server’s clock.'),
  column('loading_ms', 'integer', 'From the ballot’s showing to its picture’s, as the browser saw it.', {
    unit: 'ms',
    nullable: true,
  }),
  column('response_ms', 'integer', 'From the picture’s showing to the answer, as the browser saw it.', {
    unit: 'ms',
    nullable: true,
  }),
  column(
    'server_ms',
    'integer',
    'What the rater had at most, by the server’s clock; empty for corrections.',
    {
      unit: 'ms',
      nullable: true,
    },
  ),
  column('input', 'text', 'What the answer was given with, such as “keyboard” or “pointer”.'),
  column('revision', 'integer', '0 for the first answer to a ballot, then 1, 2, … for corrections.'),
  column('superseded', 'boolean', 'Whether a later answer to the same ballot takes this one’s place.'),
  column(
    'probability',
    'number',
    'Probability with which pair, image and side were drawn, given what the rater had seen.',
    { unit: 'share' },
  ),
  column(
    'excluded',
    'boolean',
    'Whether the rater is excluded now; leaderboards are shown with and without.',
  ),
  column('exclusion', 'text', 'Why the rater is excluded.', { nullable: true }),
  column('seed', 'integer', 'Seed of the simulation behind the study’s rank sets, the same in every row.'),
] as const;

export type VoteColumn = (typeof voteColumns)[number]['name'];
export type Column = ColumnOf<VoteColumn>;

/** Which rows a leaderboard counts. */
export const countedRows =
  'A leaderboard counts the rows whose kind is “regular” and that are not superseded; without excluded raters, those of them that are not excluded. Raters who withdrew are in no file.';

/** What a study's votes can be had as. */
export const voteFormats = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    extension: 'csv',
    description:
      'All columns, RFC 4180, UTF-8. Moments are ISO 8601 in UTC, empty cells are nulls, booleans are true and false.',
  },
  jsonl: {
    mediaType: 'application/jsonl; charset=utf-8',
    extension: 'jsonl',
    description: 'All columns, an object a line.',
  },
  parquet: {
    mediaType: 'application/vnd.apache.parquet',
    extension: 'parquet',
    description: 'All columns with their types; moments are milliseconds in UTC, reasons a list.',
  },
  'arena-rank': {
    mediaType: 'text/csv; charset=utf-8; header=present',
    extension: 'arena-rank.csv',
    description:
      'Counted votes as arena-rank reads them: model_a (left), model_b (right), winner (model_a, model_b, tie, both_bad), then rater, image, probability, cast_at. “neither” is both_bad, which arena-rank counts as a tie; this site’s ratings leave such votes out, so leave those rows out to compare.',
  },
  fastchat: {
    mediaType: 'application/json; charset=utf-8',
    extension: 'fastchat.json',
    description:
      'Counted votes as FastChat’s elo_analysis reads them, a list of objects: model_a (left), model_b (right), winner (model_a, model_b, tie, “tie (bothbad)”), judge, turn, anony, language, tstamp (seconds). “neither” is “tie (bothbad)”, which FastChat counts as a tie; this site’s ratings leave such votes out.',
  },
} as const;

export type VoteFormat = keyof typeof voteFormats;
