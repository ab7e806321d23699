import type { ChartType, Plugin } from 'chart.js';
import type { PointState } from './model.ts';

/** A drawn point. `x` is shifted a little per mode, so that whiskers at one level do not cover each other. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: PointState;
  /** How the tooltip names the point's place: `8 connections`. */
  readonly place: string;
  /** How the tooltip gives the figure: `79.4 req/s (78.9–79.8)`. */
  readonly figure: string;
}

/** The few calls that whiskers need; what both a browser's canvas and the one for PNGs offer. */
interface Pen {
  strokeStyle: unknown;
  lineWidth: number;
  save(): void;
  restore(): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
}

const capHalf = 3.5;
const crossHalf = 5;

/**
 * Draws each point's interval as a whisker beneath it, and a cross over invalid ones. Along the value axis: y, or x
 * where the chart's `indexAxis` is y.
 */
export const whiskers: Plugin<ChartType> = {
  id: 'whiskers',
  beforeDatasetsDraw(chart) {
    const sideways = chart.options.indexAxis === 'y';
    const scale = chart.scales[sideways ? 'x' : 'y'];
    const pen: Pen = chart.ctx;
    pen.save();
    eachDot(chart, (dot, x, y, colour) => {
      if (dot.low === null || dot.high === null || scale === undefined) return;
      const [from, to] = [dot.low, dot.high].map((value) => within(scale.getPixelForValue(value), scale));
      pen.strokeStyle = colour;
      pen.lineWidth = 1.5;
      pen.beginPath();
      for (const end of [from ?? 0, to ?? 0]) {
        if (sideways) line(pen, end, y - capHalf, end, y + capHalf);
        else line(pen, x - capHalf, end, x + capHalf, end);
      }
      if (sideways) line(pen, from ?? x, y, to ?? x, y);
      else line(pen, x, from ?? y, x, to ?? y);
      pen.stroke();
    });
    pen.restore();
  },
  afterDatasetsDraw(chart) {
    const pen: Pen = chart.ctx;
    pen.save();
    eachDot(chart, (dot, x, y, colour) => {
      if (dot.state !== 'crossed') return;
      pen.strokeStyle = colour;
      pen.lineWidth = 1.5;
      pen.beginPath();
      line(pen, x - crossHalf, y - crossHalf, x + crossHalf, y + crossHalf);
      line(pen, x - crossHalf, y + crossHalf, x + crossHalf, y - crossHalf);
      pen.stroke();
    });
    pen.restore();
  },
};

type DrawnChart = Parameters<NonNullable<Plugin<ChartType>['beforeDatasetsDraw']>>[0];

function eachDot(chart: DrawnChart, draw: (dot: Dot, x: number, y: number, colour: unknown) => void): void {
  chart.data.datasets.forEach((dataset, index) => {
    const elements = chart.getDatasetMeta(index).data;
    (dataset.data as unknown as readonly Dot[]).forEach((dot, at) => {
      const element = elements[at];
      if (element !== undefined) draw(dot, element.x, element.y, dataset.borderColor);
    });
  });
}

function within(pixel: number, scale: { left: number; right: number; top: number; bottom: number }): number {
  const [least, most] = [Math.min(scale.left, scale.top), Math.max(scale.right, scale.bottom)];
  return Math.min(most, Math.max(least, pixel));
}

function line(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
}
