import { describe, expect, it } from 'vitest';
import { journalFile, recordFile } from '../../harness/record/run-folder.ts';
import { reportFormats } from '../../reports/index.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { fabricateExperimentsRecord } from '../helpers/record-documents.ts';

describe('the formats', () => {
  it.each([
    ['a run', fabricateRecord()],
    ['experiments', fabricateExperimentsRecord()],
    ['hostile names', fabricateRecord({ edit: makeHostile })],
  ])('of %s write no file twice, and none that is there already', async (_what, record) => {
    const names = [recordFile, journalFile, 'report.html'];
    // The page needs its script, which only the built command has.
    for (const format of reportFormats.filter(({ name }) => name !== 'html')) {
      names.push(...(await format.render(record)).map(({ name }) => name));
    }
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^(latency\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/);
  });
});
