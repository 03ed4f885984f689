import type { arena } from '@fakexplain/contract';

/** A cell as CSV has it; what a spreadsheet would take for a formula is text. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const plain = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export const csvHeading =
  'id,at,person_id,person,key,process,request_id,action,subject_kind,subject,before,after\r\n';

export const csvLine = ({
  id,
  at,
  person,
  key,
  process,
  requestId,
  action,
  subject,
  before,
  after,
}: arena.AuditEntry) =>
  `${[
    id,
    at,
    person?.id,
    person?.name,
    key,
    process,
    requestId,
    action,
    subject.kind,
    subject.name,
    before,
    after,
  ]
    .map(cell)
    .join(',')}\r\n`;

export const jsonLine = (entry: arena.AuditEntry): string => `${JSON.stringify(entry)}\n`;
