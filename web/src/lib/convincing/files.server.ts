import { fieldsOf, metrics } from '@fakexplain/contract';
import { definitionLines } from '../table/columns.ts';
import { csv } from '../table/csv.ts';
import { faultyColumns } from './columns.ts';

/** What the contract says of the fields of a row. */
export const faultyFields = fieldsOf(metrics.readConvincing, 'rows');
const columns = faultyColumns(faultyFields);

/** One row for each arm and way of being wrong. */
export const convincingCsv = (report: metrics.ConvincingReport): string =>
  csv(
    [
      `Convincing but wrong: ${report.study.title} (${report.study.slug})${report.study.demo ? ' [demo data: it says nothing about any published model]' : ''}`,
      `As of vote ${report.votes} (sequence ${report.sequence}); votes of excluded raters: ${report.exclusions === 'apply' ? 'left out' : 'counted'}`,
      `Boxes count as missed below an IoU of ${report.threshold}: ${report.signature}`,
      ...definitionLines(columns),
    ],
    columns,
    report.rows,
  );

/** The report as it is, with what each number of it means. */
export const convincingJson = (report: metrics.ConvincingReport): string =>
  JSON.stringify(
    {
      ...report,
      definitions: columns.flatMap(({ title, description }) =>
        description ? [{ term: title, text: description }] : [],
      ),
    },
    null,
    2,
  );
