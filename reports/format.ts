import type { RunRecord } from '../harness/model/record.ts';

export interface RenderedFile {
  /** A file name without folders, safe on every system. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** One way to write a record down. Adding one is a folder that exports this and a line in `reports/index.ts`. */
export interface ReportFormat {
  readonly name: 'html' | 'md' | 'png' | 'json';
  readonly extension: string;
  readonly summary: string;
  readonly render: (record: RunRecord) => Promise<readonly RenderedFile[]>;
}
