import type { PageData } from '../page-data.ts';
import { drawCharts } from './charts.ts';
import { offerCsv } from './csv.ts';
import { drawSeveral } from './several.ts';
import { makeSortable } from './sort.ts';

const block = document.getElementById('view');
if (block?.textContent) {
  const data = JSON.parse(block.textContent) as PageData;
  drawCharts(data);
  offerCsv(data);
}
drawSeveral();
const cells = document.getElementById('cells-table');
if (cells instanceof HTMLTableElement) makeSortable(cells);
