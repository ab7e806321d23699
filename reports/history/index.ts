export { historyJson, trendJson } from './json.ts';
export { renderHistory } from './list.ts';
export { renderPruning } from './prune.ts';
export { renderTrend } from './trend.ts';
