/** Where the plain form leads: the image stands in the page itself, and would stand in it twice for a script. */
export const csr = false;
