import { asksMore, type Asked } from './answer-rows.ts';

interface Help {
  keys: string[];
  what: string;
}

/** The keys of a study that asks more than one thing, and how each answer is given. */
export const keyHelpOf = (asked: Asked): Help[] =>
  !asksMore(asked)
    ? keyHelp
    : [
        ...(asked.reliance ? [{ keys: ['←', '→', 'N'], what: 'First: real, generated, cannot tell' }] : []),
        { keys: ['←', '→', 'T', 'N'], what: 'Answer the marked row: A, B, tie, neither' },
        ...(asked.strength
          ? [
              { keys: ['←', '←'], what: 'The same again: a step more, from slightly to much' },
              { keys: ['Shift ←', 'Shift →'], what: 'Much better, at once' },
            ]
          : []),
        { keys: ['Enter'], what: 'On to the next row; send when all are answered' },
        { keys: ['Backspace'], what: 'Back to the row before' },
        ...keyHelp.slice(4),
      ];

/** The keys as the guide and the ballot page list them. */
export const keyHelp: Help[] = [
  { keys: ['←'], what: 'A is better' },
  { keys: ['→'], what: 'B is better' },
  { keys: ['T'], what: 'Tie: equally good' },
  { keys: ['N'], what: 'Neither is any good' },
  { keys: ['Z'], what: 'Take the last vote back' },
  { keys: ['Space'], what: 'Step through the regions (back with Shift)' },
  { keys: ['1', '2', '3', '0'], what: 'Show A, B, both, none' },
  { keys: ['W', 'Y', 'V', 'C'], what: 'Right after a vote: because of where, why, verdict, completeness' },
  { keys: ['+', '−', 'R'], what: 'Zoom in, out, reset' },
  { keys: ['?'], what: 'These keys' },
];
