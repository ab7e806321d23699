import { type Canvas, createCanvas, loadImage, type SKRSContext2D } from '@napi-rs/canvas';
import type { ChartConfiguration } from 'chart.js';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { DotChart, Drawing } from '../charts/config.ts';
import { lightTheme, type Marker, modeStyle } from '../charts/style.ts';
import type { ModeView } from '../view/types.ts';

/** Pixels per unit of length: twice, so that text stays sharp on dense screens and in a scaled-down README. */
const density = 2;

/** Present on Linux, macOS and Windows in this order; a machine without any font draws no text. */
const fontFamily = '"Liberation Sans", "DejaVu Sans", "Noto Sans", Helvetica, Arial, sans-serif';

export const drawing: Drawing = { theme: lightTheme, font: { family: fontFamily, size: 12 } };

/** A white sheet on which text and charts are laid out, in units of length (half a pixel each). */
export class Sheet {
  readonly #canvas: Canvas;
  readonly pen: SKRSContext2D;

  constructor(width: number, height: number) {
    this.#canvas = createCanvas(width * density, height * density);
    this.pen = this.#canvas.getContext('2d');
    this.pen.scale(density, density);
    this.pen.fillStyle = lightTheme.background;
    this.pen.fillRect(0, 0, width, height);
    this.pen.textBaseline = 'alphabetic';
  }

  /** Draws text and gives its width. Longer than `room`, it is cut with an ellipsis. */
  text(text: string, x: number, y: number, style: TextStyle = {}): number {
    const { size = 12, bold = false, muted = false, align = 'left', room = Number.POSITIVE_INFINITY } = style;
    const { colour = muted ? lightTheme.muted : lightTheme.ink } = style;
    this.pen.font = `${bold ? 'bold ' : ''}${size}px ${fontFamily}`;
    this.pen.fillStyle = colour;
    this.pen.textAlign = align;
    let shown = text;
    while (shown.length > 1 && this.pen.measureText(shown).width > room) shown = `${shown.slice(0, -2)}…`;
    this.pen.fillText(shown, x, y);
    return this.pen.measureText(shown).width;
  }

  /** Draws lines one below the other. */
  lines(texts: readonly string[], x: number, y: number, style: TextStyle = {}): void {
    for (const [index, text] of texts.entries()) this.text(text, x, y + index * lineHeight, style);
  }

  async chart(config: DotChart, x: number, y: number, width: number, height: number): Promise<void> {
    const dense = { ...config, options: { ...config.options, devicePixelRatio: density } };
    // Not renderToBuffer: its callback is an extra of node-canvas, which the canvas here does not have.
    const png = chartsOf(width, height).renderToBufferSync(dense as ChartConfiguration);
    this.pen.drawImage(await loadImage(png), x, y, width, height);
  }

  /** Marker and label of every mode, in a row that breaks at `width`; gives the y below it. */
  legend(modes: readonly ModeView[], x: number, y: number, width: number): number {
    let [left, top] = [x, y];
    for (const mode of modes) {
      this.pen.font = `12px ${fontFamily}`;
      const needed = 18 + this.pen.measureText(mode.label).width + 18;
      if (left > x && left + needed > x + width) [left, top] = [x, top + 18];
      const style = modeStyle(mode.index, lightTheme);
      this.#marker(style.marker, style.colour, left + 5, top - 4);
      this.text(mode.label, left + 16, top, { room: width - 16 });
      left += needed;
    }
    return top + 8;
  }

  #marker(marker: Marker, colour: string, x: number, y: number): void {
    drawMarker(this.pen, marker, colour, x, y);
  }

  png(): Uint8Array {
    return this.#canvas.toBuffer('image/png');
  }
}

/** From one line of small print to the next. */
export const lineHeight = 15;

/** Breaks text at spaces so that each line fits `room`, which decides how high a sheet has to be. */
export function brokenLines(text: string, size: number, room: number): readonly string[] {
  const pen = createCanvas(1, 1).getContext('2d');
  pen.font = `${size}px ${fontFamily}`;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly muted?: boolean;
  /** In place of ink. */
  readonly colour?: string;
  readonly align?: 'left' | 'right' | 'center';
  readonly room?: number;
}

/** Loading Chart.js anew for every chart takes most of the time, so one renderer is kept for each size. */
const renderers = new Map<string, ChartJSNodeCanvas>();

function chartsOf(width: number, height: number): ChartJSNodeCanvas {
  const key = `${width}×${height}`;
  const kept = renderers.get(key) ?? new ChartJSNodeCanvas({ width, height });
  renderers.set(key, kept);
  return kept;
}

function drawMarker(pen: SKRSContext2D, marker: Marker, colour: string, x: number, y: number): void {
  pen.save();
  pen.translate(x, y);
  pen.fillStyle = colour;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  if (marker === 'circle') pen.arc(0, 0, 5, 0, 2 * Math.PI);
  for (const [i, [px, py]] of (markerCorners[marker] ?? []).entries()) {
    if (i === 0) pen.moveTo(px, py);
    else pen.lineTo(px, py);
  }
  pen.closePath();
  pen.fill();
  if (marker === 'star') drawStar(pen);
  pen.restore();
}

const markerCorners: Readonly<Partial<Record<Marker, readonly (readonly [number, number])[]>>> = {
  triangle: [
    [0, -5],
    [5, 4],
    [-5, 4],
  ],
  square: [
    [-4, -4],
    [4, -4],
    [4, 4],
    [-4, 4],
  ],
  diamond: [
    [0, -5.5],
    [5.5, 0],
    [0, 5.5],
    [-5.5, 0],
  ],
  'triangle-down': [
    [0, 5],
    [5, -4],
    [-5, -4],
  ],
};

function drawStar(pen: SKRSContext2D): void {
  pen.beginPath();
  for (let i = 0; i < 4; i++) {
    const angle = (i * Math.PI) / 4;
    pen.moveTo(5 * Math.cos(angle), 5 * Math.sin(angle));
    pen.lineTo(-5 * Math.cos(angle), -5 * Math.sin(angle));
  }
  pen.stroke();
}
