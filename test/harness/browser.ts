export { chromiumPath } from '../../scripts/ensure-chromium.ts';

/** Headless, and quiet about a network it does not need. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
