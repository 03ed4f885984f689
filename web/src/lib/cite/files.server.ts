import type { arena } from '@fakexplain/contract';
import { bibtexEntry, bibtexKey, bibtexUrl } from '../table/bibtex.ts';
import { latexText } from '../table/latex.ts';

/** What is cited of a study. */
export interface Cited {
  study: { slug: string; title: string; version: number; demo: boolean };
  /** Of the leaderboard as it was then, in whole. */
  url: string;
  /** What it is as of; null where results are not shown, so that only the study can be cited. */
  stamp: {
    votes: number;
    sequence: number;
    past: boolean;
    /** Only votes before it count, where results are shown a day late. */
    until: string | null;
    ledger: { position: number; hash: string };
  } | null;
  /** Name of the snapshot, where that vote has one. */
  snapshot: string | null;
  /** What part of the votes it is of, in words, e.g. `category = GAN`. */
  parts: string[];
  /** When the last of its votes was cast, or at the latest, and when this is read: `2026-11-23`. */
  issued: string | null;
  accessed: string;
}

const site = 'FakeXplain Arena';

/** What part of a study's votes a leaderboard is of, where that is not all of them. */
export const partsOf = ({
  question,
  study,
  slice,
  exclusions,
}: Pick<arena.Leaderboard, 'question' | 'study' | 'slice' | 'exclusions'>): string[] => [
  ...(question === study.questions[0] ? [] : [`answers to the question “${question}”`]),
  ...(slice.kind === 'all' ? [] : [`${slice.kind} = ${slice.value}`]),
  ...(exclusions.applied ? ['without excluded raters'] : []),
];

/** By what a citation is known among others of the same study; its files are named by it. */
export const citationName = ({ study, stamp, snapshot }: Cited): string =>
  bibtexKey(
    ['fakexplain', study.slug, ...(stamp === null ? [] : [snapshot ?? `vote ${stamp.sequence}`])].join(' '),
  );

const versionOf = ({ study, stamp, snapshot }: Cited): string =>
  [String(study.version), ...(stamp === null ? [] : [snapshot ?? `as of vote ${stamp.votes}`])].join(', ');

/** By what the same numbers are found again. */
function noteOf({ study, stamp, snapshot, parts }: Cited): string {
  const said = [
    `Preference study on ${site}${study.demo ? ', of demo data' : ''}, version ${study.version}`,
    ...parts,
    ...(stamp === null
      ? []
      : [
          `${snapshot === null ? '' : `snapshot ${snapshot}, `}as of vote ${stamp.votes} (sequence ${stamp.sequence})`,
        ]),
    ...(stamp === null || stamp.ledger.position === 0
      ? []
      : [`ledger of ${stamp.ledger.position} entries with the head ${stamp.ledger.hash}`]),
  ];
  return `${said.join('; ')}.`;
}

/** Only what is known is said: authors are for the person who cites to add. */
export function bibtexOf(cited: Cited): string {
  const { study, url, issued, accessed } = cited;
  return bibtexEntry(citationName(cited), {
    title: `{${latexText(study.title)}}`,
    // BibTeX reads the year, BibLaTeX the date.
    ...(issued !== null && { year: issued.slice(0, 4), date: issued }),
    howpublished: bibtexUrl(url),
    version: latexText(versionOf(cited)),
    note: `${latexText(noteOf(cited))} Accessed ${accessed}`,
  });
}

/** Fields of an item of CSL-JSON, as its schema has them. */
interface CslItem {
  id: string;
  type: 'dataset';
  title: string;
  publisher: string;
  version: string;
  URL: string;
  note: string;
  issued?: CslDate;
  accessed: CslDate;
}
interface CslDate {
  'date-parts': [[number, number, number]];
}

function cslDate(day: string): CslDate {
  const [year, month, date] = day.split('-').map(Number);
  return { 'date-parts': [[year ?? 0, month ?? 1, date ?? 1]] };
}

/** Citation Style Language: https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json */
export function cslOf(cited: Cited): string {
  const { study, url, issued, accessed } = cited;
  const item: CslItem = {
    id: citationName(cited),
    type: 'dataset',
    title: study.title,
    publisher: site,
    version: versionOf(cited),
    URL: url,
    note: noteOf(cited),
    ...(issued !== null && { issued: cslDate(issued) }),
    accessed: cslDate(accessed),
  };
  return `${JSON.stringify([item], null, 2)}\n`;
}
