import type { RunRecord } from '../harness/model/record.ts';

export interface RenderedFile {
  /** A file name, safe on every system; below one folder where a format has many files: `latency/dev_json.hlog`. */
  readonly name: string;
  readonly content: string | Uint8Array;
  /**
   * What every file of this kind begins with. A file of that name that begins with something else is somebody else's,
   * and is not overwritten. Absent where the name alone says whose it is: `report.html`.
   */
  readonly begins?: string;
}

/** One way to write something down. */
export interface FormatOf<Subject> {
  readonly name: 'html' | 'md' | 'png' | 'json' | 'csv' | 'openmetrics' | 'hdr' | 'junit';
  /** Why there is nothing to write, where that can be. */
  readonly nothing?: string;
  readonly render: (subject: Subject) => Promise<readonly RenderedFile[]>;
}

/** One way to write a record down. Adding one is a folder that exports this and a line in `reports/index.ts`. */
export interface ReportFormat extends FormatOf<RunRecord> {
  readonly extension: string;
  readonly summary: string;
}
