import type { inference } from '@fakexplain/contract';
import { advance, beginTrial, brokenOff, isOver, outcomeWords, type Step, type Trial } from './trial.ts';

const unreachable: Step = {
  event: 'problem',
  data: {
    type: '/problems/not-ready',
    title: 'The site does not answer',
    detail: 'The site does not answer. Look at the connection, and try again.',
  },
};

/** The trials of one image, side by side, as they go on in this page. */
export class Trials {
  list = $state.raw<Trial[]>([]);
  /** What is read out: the beginning and the outcomes, never single words. */
  announcement = $state('');
  #leave = new AbortController();
  #image: Blob | null = null;

  get busy(): boolean {
    return this.list.some((trial) => !isOver(trial));
  }

  /** Shows the image to every model at once; settles when all are done. */
  async start(models: readonly inference.TriableModel[], image: Blob): Promise<void> {
    this.#leave.abort();
    this.#image = image;
    const { signal } = (this.#leave = new AbortController());
    this.list = models.map(beginTrial);
    this.announcement = `The image is shown to ${models.map(({ name }) => name).join(' and ')}.`;
    await Promise.all(models.map((model, index) => this.#follow(index, model, image, signal)));
  }

  /** Shows the image again to a model that gave no answer. */
  async again(index: number): Promise<void> {
    const trial = this.list[index];
    if (!trial || !isOver(trial) || !this.#image) return;
    if (this.#leave.signal.aborted) this.#leave = new AbortController();
    this.list = this.list.with(index, beginTrial(trial.model));
    await this.#follow(index, trial.model, this.#image, this.#leave.signal);
  }

  /** Ends what is going on; what was said so far stays. */
  stop(): void {
    this.#leave.abort();
    this.list = this.list.map((trial) => (isOver(trial) ? trial : { ...trial, phase: 'stopped' }));
    this.announcement = 'Stopped.';
  }

  async #follow(
    index: number,
    model: inference.TriableModel,
    image: Blob,
    signal: AbortSignal,
  ): Promise<void> {
    const take = (step: Step) => {
      const trial = this.list[index];
      if (signal.aborted || !trial || isOver(trial)) return;
      const after = advance(trial, step);
      this.list = this.list.with(index, after);
      if (isOver(after)) this.announcement = this.list.map(outcomeWords).filter(Boolean).join(' ');
    };
    try {
      const response = await fetch(`/try/trial?model=${encodeURIComponent(model.slug)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: image,
        signal,
      });
      if (!response.ok || !response.body) {
        take({ event: 'problem', data: await response.json() });
        return;
      }
      // Fetched with the first trial, so that the page itself is light.
      const { readEvents } = await import('@fakexplain/contract/read-events');
      // The site's own server parsed each event; its shape is a Step's.
      for await (const { event, data } of readEvents(response.body))
        take({ event, data: JSON.parse(data) } as Step);
      take(brokenOff);
    } catch {
      take(unreachable);
    }
  }
}
