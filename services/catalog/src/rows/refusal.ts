export interface Fault {
  /** Where in the row, e.g. `objects.bbox[2]`; empty for the row as a whole. */
  field: string;
  reason: string;
}

/** Why one row of a file does not go in: at least one fault. The other rows do. */
export class RowRefused extends Error {
  readonly faults: readonly Fault[];
  constructor(field: string, reason: string, ...more: Fault[]) {
    super(reason);
    this.name = 'RowRefused';
    this.faults = [{ field, reason }, ...more];
  }
}

/** A fault as it is reported, one JSON object a line in a report file. */
export interface Refusal extends Fault {
  file: string;
  /** Counted from 1; absent where the row has no line of its own. */
  line?: number | undefined;
}

/** The import as a whole cannot be done as it was asked for. */
export class ImportRefused extends Error {
  override name = 'ImportRefused';
}

export function formatRefusal({ file, line, field, reason }: Refusal): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}: ${field ? `${field}: ` : ''}${reason}`;
}
