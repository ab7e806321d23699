import type { RunRecord } from '../../harness/model/record.ts';
import type { RenderedFile } from '../format.ts';
import { viewOf } from '../view/index.ts';
import type { View } from '../view/types.ts';
import { claimsPng } from './claims.ts';
import { gatePng } from './gate.ts';
import { scenarioPng } from './scenario.ts';
import { summaryPng } from './summary.ts';
import { experimentsPng } from './words.ts';

/** The record in one picture, and each of its scenarios in one. */
export async function renderPictures(record: RunRecord): Promise<readonly RenderedFile[]> {
  const view = viewOf(record);
  const files: RenderedFile[] = [{ name: 'report.png', content: await leadingPng(view) }];
  for (const [index, scenario] of view.scenarios.entries()) {
    const name = scenarioFileName(scenario.name, index, files);
    files.push({ name, content: await scenarioPng(view, scenario) });
  }
  return files;
}

/** The record in one picture: the gate, where it has one; else what it leads with. */
async function leadingPng(view: View): Promise<Uint8Array> {
  if (view.gate !== null) return gatePng(view, view.gate);
  switch (view.lead) {
    case 'answer':
      return summaryPng(view);
    case 'claims':
      return claimsPng(view);
    case 'experiments':
      return experimentsPng(view);
  }
}

/** A scenario's name comes from outside: only harmless characters reach a file name, and no name is used twice. */
function scenarioFileName(scenario: string, index: number, taken: readonly RenderedFile[]): string {
  const safe = scenario
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const base = safe === '' ? 'scenario' : safe;
  const name = `report-${safe === '' ? `scenario-${index + 1}` : safe}.png`;
  return taken.some((file) => file.name === name) ? `report-${base}-${index + 1}.png` : name;
}
