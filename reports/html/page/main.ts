import type { PageData } from '../page-data.ts';
import { startCalculator } from './calculator.ts';
import { showCharts } from './charts.ts';
import { offerCsv } from './csv.ts';
import { openForPrint } from './print.ts';
import { drawSeveral } from './several.ts';
import { makeSortable } from './sort.ts';
import { unpacked } from './unpack.ts';

async function start(): Promise<void> {
  const cells = document.getElementById('cells-table');
  if (cells instanceof HTMLTableElement) makeSortable(cells);
  openForPrint();
  const data = await unpacked<PageData>('view');
  if (data !== null) {
    showCharts(data);
    offerCsv(data);
    if (data.planner !== null) startCalculator(data.planner, data.modes);
  }
  await drawSeveral();
  // For who waits until everything answers.
  document.documentElement.dataset.ready = '';
}

void start();
