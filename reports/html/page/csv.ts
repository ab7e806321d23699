import { csvOf } from '../../csv.ts';
import type { PageData } from '../page-data.ts';

/** Shows the button and lets it save all cells, in full precision. */
export function offerCsv(data: PageData): void {
  const button = document.getElementById('csv');
  if (!(button instanceof HTMLButtonElement)) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([csvOf(data)], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'cells.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
}
