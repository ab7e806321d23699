import type { Found } from './find-app.ts';
import type { Place } from './folder.ts';
import type { Tools } from './make-draft.ts';
import type { NodeApp } from './node-app.ts';
import { callableText, type PythonApp } from './python-app.ts';
import type { PythonTools } from './python-tools.ts';

/** One thing that was found, and what says so. */
export interface Fact {
  readonly what: string;
  readonly value: string;
  /** Null where it is a folder or a machine that says it, not a line. */
  readonly place: Place | null;
}

/** What the configuration was made from, in the order in which it matters. */
export function factsOf(found: Found, tools: Tools): Fact[] {
  const { app, routes, web, container } = found;
  const own =
    app === null ? [] : app.kind === 'node' ? nodeFacts(app, tools) : pythonFacts(app, tools.python);
  const paths = routes.literal.slice(0, 5).map(({ value, place }): Fact => ({ what: 'path', value, place }));
  return [
    ...own,
    ...(web === null ? [] : [{ what: 'Procfile', value: `web: ${web.value}`, place: web.place }]),
    ...(container === null ? [] : [{ what: 'container', value: container.value, place: container.place }]),
    ...paths,
    ...otherFacts(found),
  ];
}

function nodeFacts({ framework, plainHttp, start, build, port, ownCluster }: NodeApp, tools: Tools): Fact[] {
  const facts: Fact[] = [
    {
      what: 'app',
      value: framework?.value ?? (plainHttp ? "Node's own http" : 'of Node, with no framework that is known'),
      place: framework?.place ?? null,
    },
  ];
  facts.push({ what: 'Node', value: tools.node.version, place: null });
  if (start !== null) {
    const { value, place } = start;
    const words =
      value.kind === 'entry'
        ? [value.compiler ?? 'node', value.entry]
        : [value.kind === 'next' ? 'next start' : 'fastify start'];
    facts.push({ what: 'start', value: words.join(' '), place });
  }
  if (build !== null) facts.push({ what: 'build', value: build.value, place: build.place });
  const asked = start?.value.kind === 'entry';
  if (asked && port.how === 'variable')
    facts.push({ what: 'port', value: `process.env.${port.name}`, place: port.place });
  if (asked && port.how === 'fixed')
    facts.push({ what: 'port', value: `${port.port}, fixed`, place: port.place });
  if (ownCluster !== null) facts.push({ what: 'workers', value: 'starts its own', place: ownCluster });
  return facts;
}

const servers = ['gunicorn', 'waitress', 'uvicorn', 'uwsgi'];

function pythonFacts({ callable, django, listed }: PythonApp, tools: PythonTools | null): Fact[] {
  const facts: Fact[] = [];
  if (django !== null) {
    facts.push({ what: 'app', value: `Django, ${django.settings.value}`, place: django.settings.place });
    for (const of of [django.wsgi, django.asgi]) {
      if (of !== undefined)
        facts.push({ what: of === django.wsgi ? 'WSGI' : 'ASGI', value: of.value, place: of.place });
    }
    if (django.debug !== null) facts.push({ what: 'DEBUG', value: 'True', place: django.debug });
  }
  if (callable !== null) {
    facts.push({
      what: 'app',
      value: `${callable.framework ?? callable.interface.toUpperCase()}, ${callableText(callable)}`,
      place: callable.place,
    });
  }
  if (tools !== null) {
    const whose = { folder: 'of this folder', active: 'of the active environment', system: 'of the system' }[
      tools.of
    ];
    facts.push({ what: 'Python', value: `${tools.version} ${whose}: ${tools.interpreter}`, place: null });
    const there = servers.filter(
      (name) => tools.distributions.includes(name) || tools.programs[name] !== undefined,
    );
    if (there.length > 0)
      facts.push({ what: 'servers', value: `${there.join(', ')} installed`, place: null });
  }
  for (const name of servers) {
    const place = listed.get(name);
    if (place !== undefined) facts.push({ what: 'servers', value: `${name} listed`, place });
  }
  return facts;
}

function otherFacts({ other, elsewhere }: Found): Fact[] {
  const facts: Fact[] = [];
  if (other !== null) {
    const what =
      other.kind === 'node' ? (other.framework?.value ?? 'Node') : (other.callable?.framework ?? 'Django');
    const place =
      other.kind === 'node'
        ? (other.start?.place ?? other.framework?.place ?? null)
        : (other.callable?.place ?? null);
    facts.push({ what: 'left alone', value: `an app of ${what}`, place });
  }
  const [first, ...more] = elsewhere;
  if (first !== undefined) {
    const count = more.length === 0 ? '' : `, and ${more.length} more`;
    facts.push({
      what: 'left alone',
      value: `an app in ${first}${count}`,
      place: null,
    });
  }
  return facts;
}
