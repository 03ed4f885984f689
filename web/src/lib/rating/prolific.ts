/** Where Prolific learns how a participant's turn ended. */
export const returnTo = (code: string): string =>
  `https://app.prolific.com/submissions/complete?cc=${encodeURIComponent(code)}`;
