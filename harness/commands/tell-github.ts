import { appendFile, stat } from 'node:fs/promises';
import { annotationLines } from '../../reports/github/annotations.ts';
import { mostInSummary, summaryOf } from '../../reports/github/summary.ts';
import { viewOf } from '../../reports/view/index.ts';
import type { View } from '../../reports/view/types.ts';
import type { RunRecord } from '../model/record.ts';
import { codeOf } from '../record/run-folder.ts';
import { runVerdict } from '../runs/run-verdict.ts';

interface Stream {
  write(text: string): unknown;
}

/**
 * Within a job of GitHub Actions: the verdict of a gate, or what a search found, as annotations and in the job's summary;
 * elsewhere, and of a record with neither, nothing. The step that it runs in has `verdict` as an output. Annotations go where stdout's readers do not see them: the runner reads both. That a
 * summary cannot be written is a remark: the verdict does not depend on it.
 */
export async function tellGitHub(
  record: RunRecord,
  env: Readonly<Record<string, string | undefined>>,
  stderr: Stream,
): Promise<void> {
  const verdict = record.gate?.outcome ?? (record.search === undefined ? null : runVerdict(record, []));
  if (env.GITHUB_ACTIONS !== 'true' || verdict === null) return;
  const view = viewOf(record);
  for (const line of annotationLines(view)) stderr.write(`${line}\n`);
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output } = env;
  if (summary) await addSummary(view, summary, stderr);
  if (output) await appendFile(output, `verdict=${verdict}\n`).catch(() => undefined);
}

async function addSummary(view: View, path: string, stderr: Stream): Promise<void> {
  // Its ending line feed keeps what follows from becoming part of it; another step's text may be there already.
  const taken = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const summary = summaryOf(view, mostInSummary - taken - 1);
  if (summary === null) {
    stderr.write('bench: the summary of this job is full already: what came of this run is not told there\n');
    return;
  }
  try {
    await appendFile(path, taken === 0 ? summary : `\n${summary}`);
  } catch (error) {
    stderr.write(`bench: the summary of this job cannot be written (${codeOf(error)}): ${path}\n`);
  }
}
