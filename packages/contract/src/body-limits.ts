/** Largest request body of each service in bytes; the site refuses what is larger before it passes it on. */
export const bodyLimits = {
  arena: 1_048_576,
  // A part of a file that is imported.
  catalog: 4 * 1_048_576,
  // A trial's picture of 8 MiB in Base64, and room around it.
  inference: 16 * 1_048_576,
  // 10,000 completions of a few thousand characters.
  metrics: 32 * 1_048_576,
};
