/** The form is sent by the browser itself: the page is its markup. */
export const csr = false;
