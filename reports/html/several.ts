import { readFile } from 'node:fs/promises';
import type { FormatOf, RenderedFile } from '../format.ts';
import type { SeveralView } from '../view/several-types.ts';
import { plural } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { type Assets, policy } from './document.ts';
import { markerSprite } from './marker.ts';
import { html, jsonBlock, type Markup, raw } from './markup.ts';
import { severalAnswer, severalOverview } from './several-answer.ts';
import { severalDataOf } from './several-data.ts';
import { isOneGroup, recordLink, recordsSection } from './several-records.ts';
import { severalScenarioSection } from './several-scenario.ts';

export const severalHtmlFormat: FormatOf<SeveralView> = { name: 'html', render };

async function render(view: SeveralView): Promise<readonly RenderedFile[]> {
  const read = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');
  const [script, style] = await Promise.all([read('./page.js'), read('./report.css')]);
  return [{ name: `${view.kind}.html`, content: severalDocument(view, { script, style }) }];
}

/** Several records in one file that asks nothing of the network. */
export function severalDocument(view: SeveralView, assets: Assets): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${view.title} · Modebench</title>
<link rel="icon" href="data:,">
<style>${raw(assets.style)}</style>
</head>
<body>
${markerSprite(view.modes)}<a class="skip" href="#main">To the results</a>
${header(view)}
<main id="main" tabindex="-1">
${severalAnswer(view)}
${severalOverview(view)}
${view.scenarios.map((scenario, index) => severalScenarioSection(view, scenario, index))}
${recordsSection(view)}
</main>
<footer class="muted">Made by Modebench from ${plural(view.records.length, 'record')}; nothing was measured for it.</footer>
${jsonBlock('several', severalDataOf(view))}
<script>${raw(assets.script)}</script>
</body>
</html>
`;
  return page.text;
}

function header({ title, records, scenarios }: SeveralView): Markup {
  const links = [
    ['answer', 'What changed'],
    ['overview', 'Overview'],
    ...scenarios.map(({ anchor, name }) => [anchor, name] as const),
    ['records', 'Records'],
  ] as const;
  return html`<header>
<h1>${title}</h1>
<ul class="muted several-records">${records.map(
    (record) =>
      html`<li><span class="several-name">${capital(record.name)}</span> ${recordLink(record, isOneGroup(records))}</li>`,
  )}</ul>
<nav aria-label="Sections">${links.map(([anchor, name]) => html`<a href="#${anchor}">${name}</a>`)}</nav>
</header>`;
}
