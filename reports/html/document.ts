import { createHash } from 'node:crypto';
import type { CapacityView } from '../view/capacity-types.ts';
import { wasLaunched } from '../view/lead.ts';
import type { View } from '../view/types.ts';
import { utcMinute } from '../wording/dates.ts';
import { answerSection } from './answer.ts';
import { capacitySection } from './capacity.ts';
import { cellsSection } from './cells.ts';
import { claimsSection } from './claims.ts';
import { documentsSection } from './documents.ts';
import { experimentsSection } from './experiments.ts';
import { gateSection } from './gate.ts';
import { markerSprite } from './marker.ts';
import { html, type Markup, raw } from './markup.ts';
import { noiseSection } from './noise.ts';
import { objectivesSection } from './objectives.ts';
import { overviewSection } from './overview.ts';
import { packedBlock } from './packed.ts';
import type { PageData } from './page-data.ts';
import { resourcesSection } from './resources.ts';
import { scenarioSection } from './scenario.ts';
import { searchSection } from './search.ts';
import { trustSection } from './trust.ts';
import { workersSection } from './workers.ts';

/** The page's own code, as built. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** The whole report in one file that asks nothing of the network. */
export function documentOf(view: View, assets: Assets, capacity: CapacityView | null = null): string {
  const title = `${view.title} · Modebench`;
  const sections = sectionsOf(view, capacity);
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
${markerSprite(view.modes)}<a class="skip" href="#main">To the results</a>
${header(view, sections)}
<main id="main" tabindex="-1">
${sections.map(({ markup }) => markup)}
</main>
<footer class="muted">Made by Modebench ${view.modebench} from the record ${view.id}.</footer>
${packedBlock('view', pageData(view, capacity))}
<script>${raw(assets.script)}</script>
</body>
</html>
`;
  return page.text;
}

/** Nothing but this very script and style may run; nothing is loaded. */
export function policy(assets: Assets): string {
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

interface Section {
  readonly anchor: string;
  /** In the list of links at the top. */
  readonly name: string;
  readonly markup: Markup;
}

/** In the order of the page: what leads, then what it rests on. What a record does not hold is left out. */
function sectionsOf(view: View, capacity: CapacityView | null): readonly Section[] {
  const { lead, scenarios } = view;
  const section = (anchor: string, name: string, markup: Markup | null): readonly Section[] =>
    markup === null ? [] : [{ anchor, name, markup }];
  const ofARun = lead === 'answer';
  const cells = ofARun || scenarios.length > 0;
  const experiments = section('experiments', 'Experiments', experimentsSection(view));
  return [
    ...section('gate', 'Gate', gateSection(view)),
    ...section('noise', 'Noise', noiseSection(view)),
    ...section('search', 'Capacity', searchSection(view.search)),
    ...(ofARun && view.gate === null && view.noise === null && view.search === null
      ? section('answer', 'Answer', answerSection(view))
      : []),
    ...section('objectives', 'Objectives', objectivesSection(view)),
    ...(lead === 'claims' ? section('claims', 'Documents', documentsSection(view)) : []),
    ...(ofARun ? [] : experiments),
    ...(cells ? section('overview', 'Overview', overviewSection(view)) : []),
    ...scenarios.flatMap((scenario) =>
      section(scenario.anchor, scenario.name, scenarioSection(view, scenario)),
    ),
    ...section('workers', 'Workers', workersSection(view)),
    ...(ofARun || view.resources.some(wasLaunched)
      ? section('resources', 'Resources', resourcesSection(view))
      : []),
    ...section(
      'capacity',
      view.search === null ? 'Capacity' : 'Machines',
      capacitySection(capacity, view.modes),
    ),
    ...(ofARun ? experiments : []),
    ...(lead === 'claims' ? [] : section('claims', 'Documents', claimsSection(view))),
    ...section('trust', 'Trust', trustSection(view)),
    ...(cells ? section('cells', 'All cells', cellsSection(view)) : []),
  ];
}

/** Modes that are named in the header. */
const mostNamed = 8;

function header(view: View, sections: readonly Section[]): Markup {
  const { modes } = view;
  const names =
    modes.length <= mostNamed ? modes.map((mode) => mode.label).join(', ') : `${modes.length} modes`;
  return html`<header>
<h1>${view.title}</h1>
<p class="muted">${names} · ${view.extent} · ${utcMinute(view.startedAt)} · ${view.machine}</p>
<nav aria-label="Sections">${sections.map(({ anchor, name }) => html`<a href="#${anchor}">${name}</a>`)}</nav>
</header>`;
}

function pageData(view: View, capacity: CapacityView | null): PageData {
  const { id, title, modes, scenarios, memory, experiments, resources, workers, sizedMemory } = view;
  return {
    ...{ id, title, modes, scenarios, memory, experiments, resources, workers, sizedMemory },
    planner: capacity?.planner ?? null,
    growth: (capacity?.growth ?? []).flatMap(({ curves }) => curves.map(({ drawn }) => drawn)),
  };
}
