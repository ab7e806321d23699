import type { CapacityView } from '../view/capacity-types.ts';
import { wasLaunched } from '../view/lead.ts';
import type { View } from '../view/types.ts';
import { utcMinute } from '../wording/dates.ts';
import { scenarioTitle } from '../wording/levels.ts';
import { answerSection } from './answer.ts';
import { capacitySection } from './capacity.ts';
import { cellsSection } from './cells.ts';
import { claimsSection } from './claims.ts';
import { documentsSection } from './documents.ts';
import { experimentsSection } from './experiments.ts';
import { gateSection } from './gate.ts';
import { html, type Markup } from './markup.ts';
import { noiseSection } from './noise.ts';
import { objectivesSection } from './objectives.ts';
import { overviewSection } from './overview.ts';
import { packedBlock } from './packed.ts';
import type { PageData } from './page-data.ts';
import { resourcesSection } from './resources.ts';
import { scenarioSection } from './scenario.ts';
import { searchSection } from './search.ts';
import { type Assets, type Link, pageOf } from './shell.ts';
import { trustSection } from './trust.ts';
import { workersSection } from './workers.ts';

/** The whole report in one file that asks nothing of the network. */
export function documentOf(view: View, assets: Assets, capacity: CapacityView | null = null): string {
  const sections = sectionsOf(view, capacity);
  return pageOf(
    {
      title: view.title,
      modes: view.modes,
      heading: subtitle(view),
      links: sections,
      main: sections.map(({ markup }) => markup),
      footer: `Made by Modebench ${view.modebench} from the record ${view.id}.`,
      data: packedBlock('view', pageData(view, capacity)),
    },
    assets,
  );
}

interface Section extends Link {
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
    // What a search is for are the rates that it found, told above for each mode.
    ...(cells && view.search === null ? section('overview', 'Overview', overviewSection(view)) : []),
    ...scenarios.flatMap((scenario) =>
      section(scenario.anchor, scenarioTitle(scenario, scenarios), scenarioSection(view, scenario)),
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

function subtitle({ modes, extent, startedAt, machine }: View): Markup {
  const names =
    modes.length <= mostNamed ? modes.map((mode) => mode.label).join(', ') : `${modes.length} modes`;
  return html`<p class="muted">${names} · ${extent} · ${utcMinute(startedAt)} · ${machine}</p>`;
}

function pageData(view: View, capacity: CapacityView | null): PageData {
  const { id, title, modes, scenarios, memory, experiments, resources, workers, sizedMemory } = view;
  return {
    ...{ id, title, modes, scenarios, memory, experiments, resources, workers, sizedMemory },
    planner: capacity?.planner ?? null,
    growth: (capacity?.growth ?? []).flatMap(({ curves }) => curves.map(({ drawn }) => drawn)),
  };
}
