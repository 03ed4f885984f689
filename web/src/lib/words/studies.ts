import type { arena } from '@fakexplain/contract';

type Settings = Pick<arena.Study, 'results' | 'embargo'>;

/** Who sees the results of a study while it is open. */
export const resultsWords: Record<Settings['results'], string> = {
  hidden: 'Results are shown when the study is closed',
  delayed: 'Results are shown a day late until the study is closed',
  live: 'Results are shown at once',
};

/** What is withheld from the public while a study is open. */
export const embargoWords: Record<Settings['embargo'], string> = {
  everything:
    'The images, their labels, what is said of them, and what the arms score on the datasets are withheld while the study is open',
  images: 'The images, their labels and what is said of them are withheld while the study is open',
  nothing: 'Nothing is withheld: raters and programs can look the images up',
};

/** What a study leaves out of explanations. */
export const leftOutWords: Record<arena.Study['leaveOut'][number], string> = {
  tags: 'Tags',
  filler: 'Sentences that say only that nothing was found, where no region is marked',
  verdict: 'The verdict',
};

type Life = Pick<arena.Study, 'status' | 'pausedAt' | 'archivedAt'>;

/** What a study is, in a word. */
export const stateOf = ({ status, pausedAt, archivedAt }: Life): Life['status'] | 'paused' | 'archived' =>
  pausedAt !== null ? 'paused' : archivedAt !== null ? 'archived' : status;

/** Whether raters may take part now. */
export const isOpen = (study: Pick<Life, 'status' | 'pausedAt'>): boolean =>
  study.status === 'open' && study.pausedAt === null;
