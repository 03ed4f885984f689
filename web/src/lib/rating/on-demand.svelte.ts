import type * as Parts from './on-demand.ts';

/** What a ballot page loads when it comes to need it. */
export class OnDemand {
  /** Once they are there. */
  parts = $state.raw<typeof Parts>();
  #loading: Promise<void> | undefined;

  /** Loads them once; without a connection they are tried again with the next call. */
  load(): Promise<void> {
    this.#loading ??= import('./on-demand.ts').then(
      (parts) => void (this.parts = parts),
      () => (this.#loading = undefined),
    );
    return this.#loading;
  }
}
