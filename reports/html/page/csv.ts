import { csvOf, findingsCsvOf, percentilesCsvOf } from '../../csv.ts';
import type { PageData } from '../page-data.ts';
import { download } from './download.ts';

/** Shows the buttons and lets them save all cells, their percentiles, or all findings, in full precision. */
export function offerCsv(data: PageData): void {
  const contents = {
    cells: () => csvOf(data),
    percentiles: () => percentilesCsvOf(data),
    findings: () => findingsCsvOf(data),
  };
  for (const [name, content] of Object.entries(contents)) {
    const button = document.querySelector<HTMLButtonElement>(`button[data-csv="${name}"]`);
    if (button === null) continue;
    button.hidden = false;
    button.addEventListener('click', () => saveCsv(`${name}.csv`, content()));
  }
}

export function saveCsv(name: string, content: string): void {
  download(name, new Blob([content], { type: 'text/csv' }));
}
