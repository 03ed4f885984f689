import type { ParquetColumn } from '@fakexplain/service-kit/parquet';

const text = { type: 'text', nullable: true } as const;
const messages = (name: string): ParquetColumn => ({
  name,
  type: {
    list: {
      struct: [
        { name: 'role', ...text },
        { name: 'content', ...text },
      ],
    },
  },
  nullable: false,
});
const image: ParquetColumn = {
  name: 'image',
  type: {
    struct: [
      { name: 'bytes', type: 'bytes', nullable: true },
      { name: 'path', ...text },
    ],
  },
  nullable: true,
  plain: true,
};
const facts: ParquetColumn[] = [
  { name: 'weight', type: 'number', nullable: false },
  { name: 'agreement', type: 'number', nullable: false },
  { name: 'votes', type: 'integer', nullable: false },
  { name: 'image_sha256', type: 'text', nullable: false },
  { name: 'group', type: 'text', nullable: false },
];

/** Columns as TRL 1.16 takes them: conversations with the picture beside; what it does not know it drops. */
export const pairColumns = {
  dpo: [
    image,
    messages('prompt'),
    messages('chosen'),
    messages('rejected'),
    ...facts,
    { name: 'chosen_source', ...text },
    { name: 'rejected_source', ...text },
  ],
  kto: [
    image,
    messages('prompt'),
    messages('completion'),
    { name: 'label', type: 'boolean', nullable: false },
    ...facts,
    { name: 'source', ...text },
  ],
} as const satisfies Record<string, readonly ParquetColumn[]>;

export const pairKinds = ['dpo', 'kto'] as const;
export type PairKind = (typeof pairKinds)[number];
