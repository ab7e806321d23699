import type { Plugin } from 'chart.js';
import type { Theme } from './style.ts';

/** Parts of the line: on a logarithmic axis it is a curve. */
const parts = 48;

/** A dashed line where y equals x, beneath the points: what would be served if all that is offered were. */
export function diagonal({ muted }: Theme): Plugin<'line'> {
  return {
    id: 'diagonal',
    beforeDatasetsDraw({ ctx, scales, chartArea }) {
      const { x, y } = scales;
      if (x === undefined || y === undefined) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      ctx.strokeStyle = muted;
      ctx.lineWidth = 1;
      ctx.setLineDash([3, 3]);
      ctx.beginPath();
      for (let part = 0; part <= parts; part++) {
        const pixel = chartArea.left + (chartArea.width * part) / parts;
        const level = y.getPixelForValue(x.getValueForPixel(pixel) ?? 0);
        if (part === 0) ctx.moveTo(pixel, level);
        else ctx.lineTo(pixel, level);
      }
      ctx.stroke();
      ctx.restore();
    },
  };
}
