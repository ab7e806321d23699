import type { Plugin } from 'chart.js';
import { chartConfig, type DotChart, type Drawing } from '../../charts/config.ts';
import type { Theme } from '../../charts/style.ts';
import { severalCsv } from '../../csv/several.ts';
import type { SeveralScenario } from '../../view/several-types.ts';
import { severalCharts } from '../several-charts.ts';
import type { SeveralData } from '../several-data.ts';
import { saveCsv } from './csv.ts';
import { drawEach } from './draw-each.ts';
import { unpacked } from './unpack.ts';

/** Of a page of several records: draws its charts and offers its figures. Does nothing on other pages. */
export async function drawSeveral(): Promise<void> {
  const data = await unpacked<SeveralData>('several');
  if (data === null) return;
  drawEach((canvas, drawing) => configFor(canvas, data, drawing));
  const button = document.querySelector<HTMLButtonElement>('button[data-csv="several"]');
  if (button === null) return;
  button.hidden = false;
  button.addEventListener('click', () => saveCsv(`${data.kind}.csv`, severalCsv(data)));
}

function configFor(canvas: HTMLCanvasElement, data: SeveralData, drawing: Drawing): DotChart | null {
  const { chart, several } = canvas.dataset;
  const scenario = data.scenarios[Number(several)];
  if (scenario === undefined) return null;
  const model = severalCharts(scenario, data.modes, data.records).find(({ key }) => key === chart);
  return model === undefined ? null : overRecords(chartConfig(model, drawing), scenario, data, drawing.theme);
}

/** The x axis tells each record in a few lines; nothing is joined across a break, and each break is drawn. */
function overRecords(
  config: DotChart,
  { breaks }: SeveralScenario,
  { records }: SeveralData,
  theme: Theme,
): DotChart {
  const isJoined = (from: number, to: number) => !breaks.some((at) => from <= at && at < to);
  for (const dataset of config.data.datasets) {
    const { segment: own } = dataset;
    const drawn = typeof own === 'object' ? own.borderColor : undefined;
    dataset.segment = {
      borderColor: (segment, options) => {
        const [from, to] = [segment.p0, segment.p1].map(({ parsed }) => Math.round(Number(parsed.x)));
        if (!isJoined(from ?? 0, to ?? 0)) return 'transparent';
        const colour = typeof drawn === 'function' ? drawn(segment, options) : drawn;
        return typeof colour === 'string' ? colour : undefined;
      },
    };
  }
  const x = config.options?.scales?.x;
  if (x !== undefined) {
    Object.assign(x, {
      afterBuildTicks: (scale: { ticks: unknown }) => {
        scale.ticks = records.map(({ number }) => ({ value: number }));
      },
    });
    Object.assign(x.ticks ?? {}, {
      autoSkip: true,
      autoSkipPadding: 8,
      callback: (value: number | string) => records[Number(value) - 1]?.ticks ?? '',
    });
  }
  return { ...config, plugins: [breakLines(breaks, records, theme), ...(config.plugins ?? [])] };
}

/** A dashed line between records that were not measured alike, with the letters of both sides on top. */
function breakLines(
  breaks: readonly number[],
  records: SeveralData['records'],
  { muted }: Theme,
): Plugin<'line'> {
  return {
    id: 'breaks',
    beforeDatasetsDraw({ ctx, scales, chartArea }) {
      const { x } = scales;
      if (x === undefined) return;
      ctx.save();
      ctx.strokeStyle = muted;
      ctx.fillStyle = muted;
      ctx.textBaseline = 'top';
      ctx.lineWidth = 1;
      for (const at of breaks) {
        const pixel = x.getPixelForValue(at + 0.5);
        ctx.setLineDash([4, 3]);
        ctx.beginPath();
        ctx.moveTo(pixel, chartArea.top);
        ctx.lineTo(pixel, chartArea.bottom);
        ctx.stroke();
        for (const [side, record] of [
          ['right', records[at - 1]],
          ['left', records[at]],
        ] as const) {
          ctx.textAlign = side;
          ctx.fillText(record?.group ?? '', pixel + (side === 'left' ? 4 : -4), chartArea.top);
        }
      }
      ctx.restore();
    },
  };
}
