import type { Course } from '../../harness/model/experiment.ts';
import { zeroRange } from '../charts/axes.ts';
import { courseText } from '../wording/findings.ts';
import { tick } from '../wording/numbers.ts';
import { html, type Markup } from './markup.ts';

/** In CSS pixels, as the pictures of bounds. */
const width = 300;
const height = 96;
const left = 44;
const right = 10;
const top = 16;
const bottom = 18;

/** A quantity over the course of an experiment: a line from zero, with a mark for what was done when. */
export function courseFigure(course: Course, title: string): Markup {
  return html`<figure class="course"><figcaption>${title}: ${course.name}${course.unit === '' ? null : `, ${course.unit}`}</figcaption>${drawing(course)}</figure>`;
}

function drawing(course: Course): Markup {
  const points = course.points.filter(({ atMs, value }) => Number.isFinite(atMs) && Number.isFinite(value));
  const range = zeroRange(Math.max(0, ...points.map(({ value }) => value)));
  const times = [...points, ...course.marks].map(({ atMs }) => atMs);
  const [from, to] = [Math.min(0, ...times), Math.max(1, ...times)];
  const x = (atMs: number) => at(left + ((atMs - from) / (to - from)) * (width - left - right));
  const y = (value: number) => at(height - bottom - (value / range.max) * (height - top - bottom));
  const line = points.map(({ atMs, value }) => `${x(atMs)},${y(value)}`).join(' ');
  return html`<svg class="course-line" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${courseText(course)}</title>
<line class="axis-line" x1="${left}" y1="${y(0)}" x2="${width - right}" y2="${y(0)}"/>
<text x="${left - 5}" y="${y(range.max) + 4}" text-anchor="end">${tick(range.max)}</text><text x="${left - 5}" y="${y(0)}" text-anchor="end">0</text>
<text x="${x(0)}" y="${height - 4}">0 s</text><text x="${width - right}" y="${height - 4}" text-anchor="end">${tick(Number((to / 1000).toPrecision(2)))} s</text>
${course.marks.map(
  ({ atMs, what }) =>
    html`<line class="mark" x1="${x(atMs)}" y1="${top - 4}" x2="${x(atMs)}" y2="${y(0)}"/><text class="mark-text" x="${markX(x(atMs))}" y="${top - 6}" text-anchor="${x(atMs) > width / 2 ? 'end' : 'start'}">${shortened(what)}</text>`,
)}<polyline class="run" points="${line}"/></svg>`;
}

/** Text of a mark stays within the picture whatever side it is on. */
function markX(x: number): number {
  return x > width / 2 ? x + 2 : x - 2;
}

/** What fits beside a mark; the whole is in the title. */
function shortened(text: string): string {
  return text.length <= 22 ? text : `${text.slice(0, 21)}…`;
}

function at(value: number): number {
  return Number(value.toFixed(1));
}
