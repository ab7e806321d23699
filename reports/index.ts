import { csvFormat } from './csv/index.ts';
import type { ReportFormat } from './format.ts';
import { hdrFormat } from './hdr/index.ts';
import { htmlFormat } from './html/index.ts';
import { jsonFormat } from './json/index.ts';
import { junitFormat } from './junit/index.ts';
import { markdownFormat } from './markdown/index.ts';
import { openMetricsFormat } from './openmetrics/index.ts';
import { pngFormat } from './png/index.ts';

export type { FormatOf, RenderedFile, ReportFormat } from './format.ts';
export { renderTerminal, type TerminalOptions } from './terminal/index.ts';

/** Every format that `bench report` can write, in the order in which help lists them. */
export const reportFormats: readonly ReportFormat[] = [
  htmlFormat,
  markdownFormat,
  pngFormat,
  jsonFormat,
  csvFormat,
  openMetricsFormat,
  hdrFormat,
  junitFormat,
];
