/** The keys as the guide and the ballot page list them. */
export const keyHelp: { keys: string[]; what: string }[] = [
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
