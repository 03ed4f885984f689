import { expect, test } from 'vitest';
import { readTestReport } from './test-report.ts';

const file = { startTime: 1000, endTime: 3500, message: '', assertionResults: [] };

test('names what failed, where in the project, and files that cannot be run', () => {
  const report = JSON.stringify({
    testResults: [
      {
        ...file,
        name: '/project/a.test.ts',
        status: 'failed',
        assertionResults: [
          { fullName: 'adds', status: 'passed', failureMessages: [] },
          { fullName: 'divides', status: 'skipped', failureMessages: [] },
          { fullName: 'multiplies', status: 'todo' },
          {
            fullName: 'takes away',
            status: 'failed',
            failureMessages: [
              'AssertionError: 1 is not 2\n    at /project/a.test.ts:3:55\n    at file:///project/node_modules/vitest/run.js:1:1',
            ],
          },
        ],
      },
      { ...file, name: '/project/b.test.ts', status: 'failed', message: 'Cannot find c.ts' },
      { ...file, name: '/project/d.test.ts', status: 'passed' },
    ],
  });
  const common = { passed: 0, skipped: 0, seconds: 2.5, failures: [] };
  expect(readTestReport(report)).toEqual([
    {
      ...common,
      path: '/project/a.test.ts',
      passed: 1,
      skipped: 2,
      failures: [
        { test: 'takes away', reason: 'AssertionError: 1 is not 2\n    at /project/a.test.ts:3:55' },
      ],
    },
    { ...common, path: '/project/b.test.ts', failures: [{ test: 'the file', reason: 'Cannot find c.ts' }] },
    { ...common, path: '/project/d.test.ts' },
  ]);
});
