import type { PageData } from '../page-data.ts';
import { startCalculator } from './calculator.ts';
import { showCharts } from './charts.ts';
import { offerCsv } from './csv.ts';
import { openForPrint } from './print.ts';
import { makeSortable } from './sort.ts';

const block = document.getElementById('view');
if (block?.textContent) {
  const data = JSON.parse(block.textContent) as PageData;
  showCharts(data);
  offerCsv(data);
  if (data.planner !== null) startCalculator(data.planner, data.modes);
}
const cells = document.getElementById('cells-table');
if (cells instanceof HTMLTableElement) makeSortable(cells);
openForPrint();
