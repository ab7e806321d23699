import { createHash } from 'node:crypto';
import type { View } from '../view/types.ts';
import { utcMinute } from '../wording/dates.ts';
import { answerSection } from './answer.ts';
import { cellsSection } from './cells.ts';
import { claimsSection } from './claims.ts';
import { html, jsonBlock, type Markup, raw } from './markup.ts';
import { overviewSection } from './overview.ts';
import type { PageData } from './page-data.ts';
import { resourcesSection } from './resources.ts';
import { scenarioSection } from './scenario.ts';
import { trustSection } from './trust.ts';
import { workersSection } from './workers.ts';

/** The page's own code, as built. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** The whole report in one file that asks nothing of the network. */
export function documentOf(view: View, assets: Assets): string {
  const title = `${view.title} · Modebench`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(assets.style)}</style>
</head>
<body>
${header(view)}
<main>
${answerSection(view)}
${overviewSection(view)}
${view.scenarios.map((scenario, index) => scenarioSection(view, scenario, index))}
${workersSection(view)}
${resourcesSection(view)}
${claimsSection(view)}
${trustSection(view)}
${cellsSection(view)}
</main>
<footer class="muted">Made by Modebench ${view.modebench} from the record ${view.id}.</footer>
${jsonBlock('view', pageData(view))}
<script>${raw(assets.script)}</script>
</body>
</html>
`;
  return page.text;
}

/** Nothing but this very script and style may run; nothing is loaded. */
function policy(assets: Assets): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(assets.script)}`,
    `style-src ${hash(assets.style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function header(view: View): Markup {
  const links: readonly (readonly [string, string])[] = [
    ['answer', 'Answer'],
    ['overview', 'Overview'],
    ...view.scenarios.map((scenario) => [scenario.anchor, scenario.name] as const),
    ...(view.workers.length > 0 ? [['workers', 'Workers'] as const] : []),
    ['resources', 'Resources'],
    ...(view.claims.length > 0 ? [['claims', 'Documents'] as const] : []),
    ['trust', 'Trust'],
    ['cells', 'All cells'],
  ];
  return html`<header>
<h1>${view.title}</h1>
<p class="muted">${view.modes.map((mode) => mode.label).join(', ')} · ${view.extent} · ${utcMinute(view.startedAt)} · ${view.machine}</p>
<nav aria-label="Sections">${links.map(([anchor, text]) => html`<a href="#${anchor}">${text}</a>`)}</nav>
</header>`;
}

function pageData(view: View): PageData {
  const { title, modes, scenarios, memory } = view;
  return { title, modes, scenarios, memory };
}
