import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tellGitHub } from '../../harness/commands/tell-github.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { gateRecord } from '../helpers/record-gate.ts';
import { searchedRecord } from '../helpers/record-search.ts';

describe('tellGitHub', () => {
  let folder: string;
  let summary: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modebench-github-'));
    summary = join(folder, 'summary.md');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function told(env: Record<string, string>, record = gateRecord()): Promise<string> {
    let text = '';
    await tellGitHub(record, env, { write: (more: string) => (text += more) });
    return text;
  }
  const job = () => ({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });

  it('annotates the job and adds to its summary', async () => {
    await writeFile(summary, 'before\n');
    expect(await told(job())).toMatch(/^::error title=p50 of web in cpu::/);
    expect(await readFile(summary, 'utf8')).toMatch(
      /^before\n\n<!-- modebench-gate gate -->\n\n## × Gate: fail/,
    );
  });

  it('tells what a search found, and as an annotation only what has no rate', async () => {
    expect(await told(job(), searchedRecord({ variants: ['web'] }))).toBe('');
    expect(await readFile(summary, 'utf8')).toMatch(/## Capacity\n\nThe highest rate at which holds: p99/);
    expect(await told(job(), searchedRecord({ variants: ['web'], slo: 'p99<1ms' }))).toMatch(
      /^::error title=Capacity of web in json::at no rate: the best was at /,
    );
  });

  it('makes the verdict an output of its step', async () => {
    const output = join(folder, 'output');
    await writeFile(output, 'other=1\n');
    await told({ ...job(), GITHUB_OUTPUT: output });
    expect(await readFile(output, 'utf8')).toBe('other=1\nverdict=fail\n');
  });

  it('says nothing outside of GitHub, and nothing of a record without a gate', async () => {
    expect(await told({ GITHUB_STEP_SUMMARY: summary })).toBe('');
    expect(await told(job(), fabricateRecord())).toBe('');
    await expect(readFile(summary)).rejects.toThrow('ENOENT');
  });

  it('annotates where there is no summary', async () => {
    expect(await told({ GITHUB_ACTIONS: 'true' })).toMatch(/^::error/);
  });

  it('leaves a summary alone that is full, and says so', async () => {
    const full = 'x'.repeat(1024 * 1024 - 100);
    await writeFile(summary, full);
    expect(await told(job())).toContain('the summary of this job is full already');
    expect(await readFile(summary, 'utf8')).toBe(full);
  });

  it('remarks on a summary that cannot be written, and goes on', async () => {
    const nowhere = join(folder, 'none', 'summary.md');
    expect(await told({ ...job(), GITHUB_STEP_SUMMARY: nowhere })).toContain(
      `bench: the summary of this job cannot be written (ENOENT): ${nowhere}`,
    );
  });
});
