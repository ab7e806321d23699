import { Chart as Drawn } from 'chart.js';
import { cut } from '../../charts/bars.ts';
import type { Chart } from '../../charts/chart.ts';
import type { Drawing } from '../../charts/config.ts';
import { type Keyed, lightTheme, markerPaths, modeStyle } from '../../charts/style.ts';

/** In CSS pixels: still legible where a comment shows it 600 wide. */
const width = 640;
const margin = 20;
const room = width - 2 * margin;
/** Pixels of the file for each of them. */
const density = 2;
const chartHeight = 300;
const lineHeight = 16;
const swatchWidth = 40;
const keyGap = 18;

/** A chart as a PNG that stands alone: title, legend, drawing, note and what it is of, black on white. */
export async function pictureOf(chart: Chart, lead: string, source: string): Promise<Blob | null> {
  const family = getComputedStyle(document.body).fontFamily;
  const page = document.createElement('canvas');
  const pen = page.getContext('2d');
  if (pen === null) return null;
  const font = (size: number, weight = 400) => `${weight} ${size}px ${family}`;
  pen.font = font(12);
  const keys = legendOf(chart.keys, pen);
  pen.font = font(11);
  const notes = [chart.note ?? '', chart.marks ?? '', source].flatMap((text) =>
    text === '' ? [] : broken(text, pen),
  );
  const top = margin + 44 + keys.height;
  const tall = chart.height ?? chartHeight;
  const height = top + tall + 10 + notes.length * lineHeight + margin / 2;
  page.width = width * density;
  page.height = height * density;
  pen.scale(density, density);
  pen.fillStyle = lightTheme.background;
  pen.fillRect(0, 0, width, height);
  const write = (text: string, y: number, style: string, colour: string) => {
    pen.font = style;
    pen.fillStyle = colour;
    pen.fillText(
      cut(text, (shown) => pen.measureText(shown).width <= room),
      margin,
      y,
    );
  };
  write(lead === '' ? chart.title : `${lead}: ${chart.title}`, margin + 12, font(16, 600), lightTheme.ink);
  write(chart.better, margin + 32, font(12), lightTheme.muted);
  pen.font = font(12);
  for (const key of keys.placed) drawKey(key, margin, margin + 52, pen);
  const drawing: Drawing = { theme: lightTheme, font: { family, size: 12 } };
  pen.drawImage(drawn(chart, drawing, room, tall), margin, top, room, tall);
  notes.forEach((text, index) => {
    write(text, top + tall + 20 + index * lineHeight, font(11), lightTheme.muted);
  });
  return new Promise((resolve) => page.toBlob(resolve, 'image/png'));
}

function drawn(chart: Chart, drawing: Drawing, wide: number, tall: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = wide;
  canvas.height = tall;
  const config = chart.config(drawing);
  const made = new Drawn(canvas, {
    ...config,
    options: { ...config.options, devicePixelRatio: density },
  } as typeof config);
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  made.destroy();
  return copy;
}

interface PlacedKey extends Keyed {
  readonly x: number;
  readonly y: number;
}

/** Keys in rows that break where the picture ends. */
function legendOf(keys: readonly Keyed[], pen: CanvasRenderingContext2D) {
  let [x, y] = [0, 0];
  const placed = keys.map(({ index, label }): PlacedKey => {
    const shown = cut(label, (text) => pen.measureText(text).width <= room - swatchWidth);
    const needed = swatchWidth + pen.measureText(shown).width + keyGap;
    if (x > 0 && x + needed - keyGap > room) [x, y] = [0, y + 20];
    const key = { index, label: shown, x, y };
    x += needed;
    return key;
  });
  return { placed, height: placed.length === 0 ? 0 : y + 22 };
}

function drawKey(key: PlacedKey, left: number, top: number, pen: CanvasRenderingContext2D): void {
  const { colour, marker, dash } = modeStyle(key.index, lightTheme);
  pen.save();
  pen.translate(left + key.x, top + key.y - 8);
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = 2;
  pen.setLineDash([...dash]);
  pen.beginPath();
  pen.moveTo(0, 6);
  pen.lineTo(32, 6);
  pen.stroke();
  pen.setLineDash([]);
  pen.translate(10, 0);
  const shape = new Path2D(markerPaths[marker]);
  pen.lineWidth = 1.6;
  if (marker === 'star') pen.stroke(shape);
  else pen.fill(shape);
  pen.restore();
  pen.fillStyle = lightTheme.ink;
  pen.fillText(key.label, left + key.x + swatchWidth, top + key.y + 2);
}

/** Lines of at most the picture's width, broken at spaces. */
function broken(text: string, pen: CanvasRenderingContext2D): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
