import { z } from 'zod';

/** What became of a file of tests. */
export interface TestedFile {
  path: string;
  passed: number;
  skipped: number;
  seconds: number;
  /** What failed, and how; a file that cannot be run is one failure. */
  failures: { test: string; reason: string }[];
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['passed', 'failed']),
      message: z.string(),
      startTime: z.number(),
      endTime: z.number(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/**
 * Reads what vitest's JSON reporter writes.
 * @throws ZodError where the text has another shape, SyntaxError where it is no JSON
 */
export function readTestReport(text: string): TestedFile[] {
  return reportSchema.parse(JSON.parse(text)).testResults.map((file) => {
    const failures = file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({
        test: fullName,
        reason: withoutLibraries(failureMessages?.[0] ?? 'no reason was given'),
      }));
    if (file.status === 'failed' && failures.length === 0)
      failures.push({ test: 'the file', reason: file.message });
    const passed = file.assertionResults.filter(({ status }) => status === 'passed').length;
    const failed = file.assertionResults.filter(({ status }) => status === 'failed').length;
    const skipped = file.assertionResults.length - passed - failed;
    return { path: file.name, passed, skipped, seconds: (file.endTime - file.startTime) / 1000, failures };
  });
}

/** A message with its stack, without the lines of libraries. */
const withoutLibraries = (message: string) =>
  message
    .split('\n')
    .filter((line) => !/^\s+at .*(node_modules|<anonymous>|node:internal)/.test(line))
    .join('\n');
