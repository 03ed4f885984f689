/** Changes whenever a change of method could change a number; audits by another are made again. */
export const method = 'logistic-5x2-nadeau-bengio/1';

/** Two arms count as told apart by form where the interval lies above this. */
export const threshold = 0.6;
