/** What one window tells the others of this browser that rate the same study: a ballot that was answered, or passed. */
interface Settled {
  ballot: string;
  answers: 0 | 1;
}

export interface OtherWindows {
  tell(settled: Settled): void;
  leave(): void;
}

/** Joins the windows of a study. Where the browser has no channel between them, nobody is told. */
export function joinWindows(study: string, onsettled: (settled: Settled) => void): OtherWindows {
  if (!('BroadcastChannel' in globalThis)) return { tell: () => {}, leave: () => {} };
  const channel = new BroadcastChannel(`fakexplain-arena:${study}`);
  channel.addEventListener('message', ({ data }: MessageEvent<Settled>) => onsettled(data));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches this origin alone
  return { tell: (settled) => channel.postMessage(settled), leave: () => channel.close() };
}
