import {
  serialiseExplanation,
  type CoordinateSpace,
  type Explanation,
  type Grammar,
} from '@fakexplain/explanation';

/** A regular language, to be written as a regular expression or as a grammar. */
export type Tree =
  | { kind: 'literal'; text: string }
  /** One character; `except` the listed ones where `negated`. */
  | { kind: 'character'; of: string; negated: boolean }
  | { kind: 'sequence'; parts: Tree[] }
  | { kind: 'choice'; options: Tree[] }
  | { kind: 'repeat'; of: Tree; least: number; most: number | null };

export const literal = (text: string): Tree => ({ kind: 'literal', text });
const sequence = (...parts: Tree[]): Tree => ({ kind: 'sequence', parts });
const repeat = (of: Tree, least: number, most: number | null): Tree => ({ kind: 'repeat', of, least, most });
const choice = (...options: Tree[]): Tree => ({ kind: 'choice', options });
const optional = (of: Tree) => repeat(of, 0, 1);
const oneOf = (of: string): Tree => ({ kind: 'character', of, negated: false });
const noneOf = (of: string): Tree => ({ kind: 'character', of, negated: true });

/** How many digits a side or a fraction of a pixel may have. */
const digits = repeat(oneOf('0123456789'), 1, 5);
const fraction = sequence(literal('.'), repeat(oneOf('0123456789'), 1, 20));

/** What a JSON string holds, without "<", which would be looked for markers. */
const hex = oneOf('0123456789abcdefABCDEF');
const jsonWords = repeat(
  choice(
    noneOf('"\\<\n\r'),
    sequence(literal('\\'), choice(oneOf('"\\/bfnrt'), sequence(literal('u'), hex, hex, hex, hex))),
  ),
  1,
  null,
);

const boxForms: Record<Grammar, [open: string, comma: string, middle: string, close: string]> = {
  'qwen2.5-vl': ['<|box_start|>(', ',', '),(', ')<|box_end|>'],
  internvl: ['<box>[[', ', ', ', ', ']]</box>'],
  json: ['{"bbox_2d": [', ', ', ', ', '], "label": "'],
  plain: ['[', ', ', ', ', ']'],
};

function boxTree(grammar: Grammar, number: Tree): Tree {
  const [open, comma, middle, close] = boxForms[grammar];
  return sequence(
    literal(open),
    number,
    literal(comma),
    number,
    literal(middle),
    number,
    literal(comma),
    number,
    literal(close),
  );
}

const proseLacks: Record<Grammar, string> = {
  'qwen2.5-vl': '<',
  internvl: '<',
  json: '<[{`',
  plain: '<[',
};

/**
 * The texts that a model of FakeXplain's grammar should write: `<think>` with prose, regions and tags, then the verdict;
 * regions if and only if it is `generated`. Narrower than what the parser takes and the serialiser writes: prose and
 * descriptions hold no "<" (nor "[" in the plain grammar, nor what begins JSON or its fence in that of JSON), descriptions and tags are not empty, numbers are not negative.
 * No text can be read in two ways, so matching takes time linear in the text.
 */
export function explanationTree(grammar: Grammar, space: CoordinateSpace): Tree {
  const character = noneOf(proseLacks[grammar]);
  const words = repeat(character, 1, null);
  const prose = repeat(character, 0, null);
  const whole = space === 'qwen-smart-resized' || space === 'norm-1000';
  const box = boxTree(grammar, whole ? digits : sequence(digits, optional(fraction)));
  const jsonObject = sequence(box, jsonWords, literal('"}'));
  const regions: Record<Grammar, Tree> = {
    'qwen2.5-vl': sequence(
      prose,
      repeat(
        sequence(
          literal('<|object_ref_start|>'),
          words,
          literal('<|object_ref_end|>'),
          repeat(box, 1, null),
          prose,
        ),
        1,
        null,
      ),
    ),
    internvl: sequence(
      prose,
      repeat(sequence(literal('<ref>'), words, literal('</ref>'), repeat(box, 1, null), prose), 1, null),
    ),
    json: sequence(
      prose,
      literal('```json\n[\n\t'),
      jsonObject,
      repeat(sequence(literal(',\n\t'), jsonObject), 0, null),
      literal('\n]\n```'),
      prose,
    ),
    plain: sequence(repeat(sequence(words, box), 1, null), prose),
  };
  const tags = optional(sequence(literal('<tag>'), repeat(noneOf('<'), 1, null), literal('</tag>'), prose));
  const answer = (inside: Tree, verdict: string) =>
    sequence(
      literal('<think>'),
      inside,
      tags,
      literal('</think>'),
      repeat(oneOf(' \n'), 0, 2),
      literal(`<verdict>${verdict}</verdict>`),
    );
  return choice(answer(regions[grammar], 'generated'), answer(prose, 'real'));
}

/** A short text of the grammar, with all of its markers: what a probe has the server write. */
export function probeText(grammar: Grammar, space: CoordinateSpace): string {
  const image = { width: 56, height: 56 };
  const explanation: Explanation = {
    verdict: 'generated',
    probability: null,
    tags: ['probe'],
    reasoning: '',
    regions: [{ box: [14, 14, 42, 42], description: 'probe' }],
  };
  return serialiseExplanation(explanation, { grammar, space, image });
}
