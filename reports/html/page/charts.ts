import {
  Chart as Drawn,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import type { PlacedChart } from '../../charts/chart.ts';
import type { DotChart } from '../../charts/config.ts';
import { placedCharts } from '../../charts/placed.ts';
import { darkTheme, lightTheme, type Theme } from '../../charts/style.ts';
import { linesOf } from '../../csv/lines.ts';
import { figuresTable } from '../chart-figure.ts';
import type { PageData } from '../page-data.ts';
import { saveCsv } from './csv.ts';
import { download, fileName } from './download.ts';
import { pictureOf } from './download-picture.ts';

Drawn.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip);

/** How far below the screen charts are drawn already. */
const ahead = '400px';

/** On paper every chart is drawn at one size, and the style sheet fits it to its column; CSS pixels. */
const onPaper = { narrow: 360, wide: 740, height: 215, density: 3 } as const;

/** Draws charts in the scheme in force as they come into view, and all of them for print. */
export function showCharts(data: PageData): void {
  const figures = placedCharts(data).flatMap((placed) => {
    const figure = document.getElementById(placed.anchor);
    return figure === null ? [] : [new ChartFigure(figure, placed)];
  });
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const theme = () => (dark.matches ? darkTheme : lightTheme);
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        figures.find(({ canvas }) => canvas === target)?.show(theme());
      }
    },
    { rootMargin: ahead },
  );
  const redraw = () => {
    for (const figure of figures) figure.redraw(theme());
  };
  for (const figure of figures) {
    observer.observe(figure.canvas);
    figure.offer(data, theme);
  }
  dark.addEventListener('change', redraw);
  window.addEventListener('beforeprint', () => {
    for (const figure of figures) figure.print();
  });
  window.addEventListener('afterprint', redraw);
  const follow = () => {
    for (const figure of figures) figure.follow(location.hash, theme());
  };
  window.addEventListener('hashchange', follow);
  follow();
}

/** One chart of the page, with its chooser and its buttons. */
class ChartFigure {
  readonly canvas: HTMLCanvasElement;
  readonly #figure: HTMLElement;
  readonly #placed: PlacedChart;
  #choice: string | null;
  #drawn: Drawn | null = null;
  #seen = false;

  constructor(figure: HTMLElement, placed: PlacedChart) {
    this.#figure = figure;
    this.#placed = placed;
    this.#choice = placed.chosen;
    this.canvas = this.#find<HTMLCanvasElement>('canvas');
    this.#keepRoom();
  }

  /** Draws it for the first time. */
  show(theme: Theme): void {
    this.#seen = true;
    this.redraw(theme);
  }

  /** Draws it anew, if it has come into view before. */
  redraw(theme: Theme): void {
    this.#clear();
    this.#keepRoom();
    if (this.#seen) this.#draw(theme, { responsive: true });
  }

  print(): void {
    this.#clear();
    const { narrow, wide, height, density } = onPaper;
    this.canvas.width = this.#placed.wide ? wide : narrow;
    this.canvas.height = this.#chart.height ?? height;
    this.#draw(lightTheme, { responsive: false, devicePixelRatio: density });
    // The style sheet fits it to its column.
    this.canvas.removeAttribute('style');
    this.canvas.parentElement?.removeAttribute('style');
  }

  /** Shows what works with a script only. */
  offer({ id }: PageData, theme: () => Theme): void {
    const { names, lead, anchor } = this.#placed;
    this.#find('.save-chart').hidden = false;
    const parts = () => [id, ...names, ...(this.#choice === null ? [] : [this.#choice])];
    this.#find('[data-save="csv"]').addEventListener('click', () => {
      saveCsv(fileName(parts(), 'csv'), linesOf(this.#chart.csv()));
    });
    this.#find('[data-save="png"]').addEventListener('click', async () => {
      const picture = await pictureOf(this.#chart, lead, id);
      if (picture !== null) download(fileName(parts(), 'png'), picture);
    });
    const chooser = this.#chooser;
    if (chooser === null) return;
    this.#find('.choose').hidden = false;
    chooser.addEventListener('change', () => {
      this.#choose(chooser.value, theme());
      // Not a step back in the history for each level that was looked at.
      history.replaceState(null, '', `#${anchor}=${chooser.value}`);
    });
  }

  /** Brings the level into view that a link such as `#scenario-1-percentiles=c8` asks for. */
  follow(hash: string, theme: Theme): void {
    const { anchor, choices } = this.#placed;
    const asked = choices.find(({ key }) => hash === `#${anchor}=${key}`);
    const chooser = this.#chooser;
    if (asked === undefined || chooser === null) return;
    chooser.value = asked.key;
    this.#choose(asked.key, theme);
    this.#figure.scrollIntoView();
    chooser.focus({ preventScroll: true });
  }

  get #chart() {
    return this.#placed.at(this.#choice);
  }

  get #chooser(): HTMLSelectElement | null {
    return this.#figure.querySelector<HTMLSelectElement>('.choose select');
  }

  #choose(choice: string, theme: Theme): void {
    this.#choice = choice;
    const chart = this.#chart;
    const { title, alt, note } = chart;
    this.#find('figcaption strong').textContent = title;
    this.#find('.note').textContent = note ?? '';
    this.canvas.setAttribute('aria-label', `${alt}; the figures are in the table below`);
    const region = this.#find('details .scroll');
    region.innerHTML = figuresTable(chart.table()).text;
    region.setAttribute('aria-label', `Figures: ${title}`);
    const link = this.#find<HTMLAnchorElement>('.save-chart a');
    link.setAttribute('href', `#${this.#placed.anchor}=${choice}`);
    link.setAttribute('aria-label', `Link to this chart: ${title}`);
    this.#find('[data-save="png"]').setAttribute('aria-label', `PNG of ${title}`);
    this.#find('[data-save="csv"]').setAttribute('aria-label', `CSV of ${title}`);
    this.redraw(theme);
  }

  #draw(theme: Theme, options: { readonly responsive: boolean; readonly devicePixelRatio?: number }): void {
    const family = getComputedStyle(document.body).fontFamily;
    const config = this.#chart.config({ theme, font: { family, size: 12 } });
    const sized = { ...config, options: { ...config.options, ...options } };
    this.#drawn = new Drawn(this.canvas, sized as DotChart) as unknown as Drawn;
  }

  /** A chart of rows is as high as it has rows, also before it is drawn. */
  #keepRoom(): void {
    const { height } = this.#chart;
    const frame = this.canvas.parentElement;
    if (height !== null && frame !== null) frame.style.height = `${height}px`;
  }

  #clear(): void {
    this.#drawn?.destroy();
    this.#drawn = null;
    // What was drawn for paper leaves its size behind.
    this.canvas.removeAttribute('width');
    this.canvas.removeAttribute('height');
    this.canvas.removeAttribute('style');
  }

  #find<E extends HTMLElement>(selector: string): E {
    const found = this.#figure.querySelector<E>(selector);
    if (found === null) throw new Error(`Internal error: a chart without ${selector}`);
    return found;
  }
}
