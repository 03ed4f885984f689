/** Nothing here moves: the page is its markup. */
export const csr = false;
