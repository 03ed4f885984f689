// How often an interval of a share, looked at after every vote, ever leaves out the truth, over simulated studies (STUDIES a
// setting, 1000 unless told): a table on standard output. Run alone or by `npm run bench -- coverage`.
import { measurePeeking, type EverWrong, type PeekedStudy } from '../src/testing/measure-peeking.ts';
import { designs } from '../src/testing/measure-coverage.ts';
import { didJob, inThreads } from './in-threads.ts';

const studies = Number(process.env.STUDIES ?? 1000);
/** Standard deviations of raters and of images. */
const effects = [
  [0, 0],
  [0.8, 0.8],
  [1, 0],
] as const;
const settings = [...designs, { raters: 200, ballots: 8 }].flatMap((design) =>
  [0.5, 0.9].flatMap((truth) =>
    [false, true].flatMap((interleaved) =>
      effects.map(([raterSd, imageSd]): PeekedStudy => ({
        ...design,
        images: 400,
        raterSd,
        imageSd,
        truth,
        interleaved,
      })),
    ),
  ),
);

interface Job {
  study: PeekedStudy;
  seed: number;
}

const isDone = didJob(({ study, seed }: Job) => measurePeeking(study, studies, seed));
if (!isDone) {
  const jobs = settings.map((study, index): Job => ({ study, seed: index + 1 }));
  const found = await inThreads<Job, EverWrong>(import.meta.url, jobs);
  const percent = (k: number) => ((100 * k) / studies).toFixed(1).padStart(5);
  console.log(
    `Looked at after every vote from the 30th on: per cent of ${studies} studies a setting ever wrong`,
  );
  console.log('design  sd rater, image  truth  raters      anytime  for one look');
  for (const [index, { raters, ballots, raterSd, imageSd, truth, interleaved }] of settings.entries()) {
    const { anytime, fixed } = found[index] ?? { anytime: NaN, fixed: NaN };
    console.log(
      [
        `${raters}x${ballots}`.padEnd(7),
        `${raterSd}, ${imageSd}`.padEnd(16),
        String(truth).padEnd(6),
        (interleaved ? 'in turns' : 'in a row').padEnd(11),
        percent(anytime).padEnd(8),
        percent(fixed),
      ].join(' '),
    );
  }
  const worst = Math.max(...found.map(({ anytime }) => anytime));
  console.log(`worst: ${percent(worst).trim()}% (at most 5)`);
}
