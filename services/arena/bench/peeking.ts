// How often the anytime-valid interval of a rating difference, looked at every 5th vote, ever leaves out the truth, over simulated
// studies of four equal arms (STUDIES a setting, 300 unless told): a table on standard output. Run alone or by
// `npm run bench -- coverage`.
import { measureDifferencePeeking } from '../src/testing/measure-difference-peeking.ts';

const studies = Number(process.env.STUDIES ?? 300);
const designs = [
  { raters: 8, ballots: 100 },
  { raters: 15, ballots: 60 },
  { raters: 40, ballots: 22 },
];
/** Standard deviations of raters and of images. */
const effects = [
  [0, 0],
  [0.8, 0.8],
] as const;

console.log(
  `Rating differences of four equal arms, looked at every 5th vote: per cent of ${studies} studies ever wrong`,
);
console.log('design  sd rater, image  raters      anytime');
let worst = 0;
for (const design of designs) {
  for (const [raterSd, imageSd] of effects) {
    for (const interleaved of [false, true]) {
      const study = { arms: 4, images: 200, ...design, raterSd, imageSd, interleaved };
      const wrong = measureDifferencePeeking(study, { studies, every: 5 }, 11);
      worst = Math.max(worst, wrong);
      console.log(
        [
          `${design.raters}x${design.ballots}`.padEnd(7),
          `${raterSd}, ${imageSd}`.padEnd(16),
          (interleaved ? 'in turns' : 'in a row').padEnd(11),
          ((100 * wrong) / studies).toFixed(1).padStart(7),
        ].join(' '),
      );
    }
  }
}
console.log(`worst: ${((100 * worst) / studies).toFixed(1)}% (at most 5)`);
