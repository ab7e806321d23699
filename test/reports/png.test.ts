import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { lightTheme, modeStyle } from '../../reports/charts/style.ts';
import { reportFormats } from '../../reports/index.ts';
import { brokenLines, drawing } from '../../reports/png/sheet.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { type Fabrication, fabricateRecord } from '../helpers/record.ts';

async function render(fabrication: Fabrication = {}) {
  const format = reportFormats.find((one) => one.name === 'png')!;
  return format.render(fabricateRecord(fabrication));
}

/** Size, the colour of the corner, and how many pixels there are of each colour. */
async function look(content: string | Uint8Array) {
  const image = await loadImage(Buffer.from(content as Uint8Array));
  const pen = createCanvas(image.width, image.height).getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  const colours = new Map<string, number>();
  for (let at = 0; at < data.length; at += 4) {
    const hex = `#${[0, 1, 2].map((i) => data[at + i]!.toString(16).padStart(2, '0')).join('')}`;
    colours.set(hex, (colours.get(hex) ?? 0) + 1);
  }
  return { width: image.width, opaque: data[3] === 255, colours };
}

describe('the pictures', () => {
  it('are one for the run and one per scenario', async () => {
    expect((await render()).map((file) => file.name)).toEqual([
      'report.png',
      'report-json.png',
      'report-cpu.png',
      'report-wait.png',
    ]);
  });

  it('show every mode in its colour on white, at twice the density', async () => {
    for (const file of await render()) {
      const { width, opaque, colours } = await look(file.content);
      expect(width).toBe(2 * 680);
      expect(opaque).toBe(true);
      expect(colours.get('#ffffff')).toBeGreaterThan(100_000);
      for (const index of [0, 1, 2]) {
        expect(colours.get(modeStyle(index, lightTheme).colour) ?? 0).toBeGreaterThan(300);
      }
    }
  });

  it('break small print at spaces so that all of it can be read', () => {
    const text = 'Whiskers: 95 % intervals over rounds. Hollow: inconclusive; hollow and crossed: invalid.';
    const pen = createCanvas(1, 1).getContext('2d');
    pen.font = `11px ${drawing.font.family}`;
    const lines = brokenLines(text, 11, 200);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(text);
    for (const line of lines) expect(pen.measureText(line).width).toBeLessThanOrEqual(200);
    expect(brokenLines('unbreakable', 11, 5)).toEqual(['unbreakable']);
  });

  it('have safe and distinct names for hostile scenarios', async () => {
    const files = await render({ edit: makeHostile });
    expect(new Set(files.map((file) => file.name)).size).toBe(4);
    for (const file of files) expect(file.name).toMatch(/^report[a-z0-9-]*\.png$/);
  });

  it('are drawn of an empty record and of a single round too', async () => {
    const empty = await render({
      edit: (draft) => {
        Object.assign(draft, { summaries: [], comparisons: [], slices: [], rounds: [] });
      },
    });
    expect(empty).toHaveLength(4);
    expect(await render({ rounds: 1, concurrency: [4] })).toHaveLength(4);
  });
});
