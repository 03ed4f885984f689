/** The share, 0–1, of these log-odds. */
export const expit = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
