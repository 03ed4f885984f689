import { serialiseExplanation, type Box, type Explanation, type Grammar } from '@fakexplain/explanation';

const findings = ['six fingers', 'letters that are none', 'a shadow without its thing', 'two left feet'];

/**
 * The explanation of a picture that its hash alone decides: half of them `generated`, with one to three regions in the
 * upper left corner, inside of any picture with sides of at least 56 pixels.
 */
export function explanationOf(sha256: string): Explanation {
  const bytes = Buffer.from(sha256, 'hex');
  const byte = (index: number) => bytes[index] ?? 0;
  if (byte(0) % 2 === 0) {
    return { verdict: 'real', probability: null, tags: [], reasoning: 'Nothing is odd here.', regions: [] };
  }
  const regions = Array.from({ length: 1 + (byte(1) % 3) }, (_, index) => {
    const [left, top] = [byte(2 + index) % 28, byte(5 + index) % 28];
    const box: Box = [left, top, left + 4 + (byte(8 + index) % 20), top + 4 + (byte(11 + index) % 20)];
    return { box, description: `${findings[byte(14 + index) % findings.length]} (${sha256.slice(0, 6)})` };
  });
  const tags = ['anatomy', 'lettering'].slice(0, 1 + (byte(17) % 2));
  return { verdict: 'generated', probability: null, tags, reasoning: 'Look closely.', regions };
}

/** What a model of a grammar writes about a picture; its numbers count pixels of the explanation above. */
export const answerOf = (sha256: string, grammar: Grammar): string =>
  serialiseExplanation(explanationOf(sha256), {
    grammar,
    space: 'original',
    image: { width: 56, height: 56 },
  });
