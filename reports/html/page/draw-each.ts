import { Chart } from 'chart.js';
import type { DotChart, Drawing } from '../../charts/config.ts';
import { darkTheme, lightTheme, type Theme } from '../../charts/style.ts';

/** Draws every canvas of the page in the scheme in force, and again when that changes or the page is printed. */
export function drawEach(configFor: (canvas: HTMLCanvasElement, drawing: Drawing) => DotChart | null): void {
  const canvases = [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-chart]')];
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let drawn: Chart[] = [];
  const draw = (theme: Theme) => {
    for (const chart of drawn) chart.destroy();
    drawn = canvases.flatMap((canvas) => drawInto(canvas, configFor, theme));
  };
  const drawForScreen = () => draw(dark.matches ? darkTheme : lightTheme);
  drawForScreen();
  dark.addEventListener('change', drawForScreen);
  window.addEventListener('beforeprint', () => draw(lightTheme));
  window.addEventListener('afterprint', drawForScreen);
}

function drawInto(
  canvas: HTMLCanvasElement,
  configOf: Parameters<typeof drawEach>[0],
  theme: Theme,
): readonly Chart[] {
  const family = getComputedStyle(document.body).fontFamily;
  const config = configOf(canvas, { theme, font: { family, size: 12 } });
  if (config === null) return [];
  const responsive = { ...config, options: { ...config.options, responsive: true } };
  return [new Chart(canvas, responsive as DotChart) as unknown as Chart];
}
