import type { Availability, Launcher, ServerLayer, ServerMode } from './launch.ts';

/** `prefork+supervisor+nginx`: how a mode is written with what stands round it, from the inside out. */
export function layeredName(mode: string, layers: readonly string[]): string {
  return [mode, ...layers].join('+');
}

/** A mode with layers round it, which is a mode again: its options are those of all, in one namespace. */
export function withLayers(mode: ServerMode, layers: readonly ServerLayer[]): ServerMode {
  if (layers.length === 0) return mode;
  const copies = (options: Readonly<Record<string, number>>) =>
    layers.reduce((product, layer) => product * layer.copies(options), 1);
  const wrapped = (launch: Launcher) => layers.reduce((inner, layer) => layer.wrap(inner), launch);
  const asgi = mode.otherApps?.asgi;
  return {
    ...mode,
    name: layeredName(
      mode.name,
      layers.map(({ name }) => name),
    ),
    summary: [mode.summary, ...layers.map(({ summary }) => summary)].join('; '),
    options: Object.assign({}, mode.options, ...layers.map(({ options }) => options)),
    notes: (options) => [mode, ...layers].flatMap((part) => part.notes(options)),
    parallelism: (options) => {
      const each = mode.parallelism(options);
      return each === null ? null : each * copies(options);
    },
    availability: () => allAvailable([mode, ...layers]),
    launch: wrapped(mode.launch),
    ...(asgi === undefined ? {} : { otherApps: { asgi: { ...asgi, launch: wrapped(asgi.launch) } } }),
  };
}

/** `prefork ×2 +nginx`; with several copies of the server behind a layer, `prefork ×2 +nginx ×3`. */
export function layeredLabel(
  mode: ServerMode,
  layers: readonly ServerLayer[],
  options: Readonly<Record<string, number>>,
): string {
  const outer = layers.map((layer) => {
    const copies = layer.copies(options);
    return copies === 1 ? `+${layer.name}` : `+${layer.name} ×${copies}`;
  });
  return [mode.name, mode.size(options), ...outer].filter((part) => part !== '').join(' ');
}

async function allAvailable(parts: readonly Pick<ServerMode, 'availability'>[]): Promise<Availability> {
  const found = await Promise.all(parts.map((part) => part.availability()));
  const missing = found.filter((one) => !one.installed);
  if (missing.length > 0) {
    return {
      installed: false,
      missing: missing.map((one) => one.missing).join(', '),
      install: missing.map((one) => one.install).join('; '),
    };
  }
  return {
    installed: true,
    version: found.flatMap((one) => (one.installed ? [one.version] : [])).join(', '),
  };
}
