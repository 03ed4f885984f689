/** Stands in for the browser's EventSource: says what a test has it say. */
export class FakeEventSource extends EventTarget {
  /** The one that was opened last. */
  static last: FakeEventSource | undefined;
  readonly url: string;
  closed = false;
  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.last = this;
  }
  close() {
    this.closed = true;
  }
  say(type: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
}
