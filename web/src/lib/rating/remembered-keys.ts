const name = 'fakexplain-arena:keys';

/** Whether keys vote in this browser: they do until they are switched off. */
export function keysAreOn(): boolean {
  try {
    return localStorage.getItem(name) !== 'off';
  } catch {
    return true;
  }
}

/** Remembers it, where the browser allows. */
export function rememberKeys(on: boolean): void {
  try {
    localStorage.setItem(name, on ? 'on' : 'off');
  } catch {
    // It holds for this page, then.
  }
}
