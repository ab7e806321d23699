import type { RunRecord } from './record.ts';

/** In what a record is not as another one. Values as a person reads them. */
export interface RecordDifference {
  /**
   * `subject` is what runs are made to compare: the code, and what is started. The others are of how it was measured: then
   * nothing is concluded from their figures.
   */
  readonly of: 'machine' | 'versions' | 'load' | 'subject';
  /** `cpuModel`, `servers.fastify`, `engine`, `commit`. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** One of several records that are shown together. */
export interface ShownRecord {
  readonly record: RunRecord;
  /** As it was asked for: `latest~3`. */
  readonly reference: string;
  /** Link to its own page from where pages are written; null where there is none. */
  readonly page: string | null;
  /** Records of one group were measured alike, but for what is measured. Counted from 0 in the order of time. */
  readonly group: number;
  /** In what it is not as the one before it. */
  readonly differences: readonly RecordDifference[];
}

/** Whether two records ask the same of a server in a scenario of this name; its summary is only told. */
export function asksAlike(a: RunRecord, b: RunRecord, scenario: string): boolean {
  const asked = ({ plan }: RunRecord) => {
    const found = plan.scenarios.find(({ name }) => name === scenario);
    return found === undefined ? null : JSON.stringify({ ...found, summary: '' });
  };
  const [one, other] = [asked(a), asked(b)];
  return one === null || other === null || one === other;
}
