import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { markerSprite } from './marker.ts';
import { html, type Markup, raw } from './markup.ts';

/** The page's own code, as built. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** In the list at the top of the page. */
export interface Link {
  readonly anchor: string;
  readonly name: string;
}

export interface Page {
  readonly title: string;
  readonly modes: Parameters<typeof markerSprite>[0];
  /** Below the title. */
  readonly heading: Markup;
  readonly links: readonly Link[];
  readonly main: readonly Markup[];
  readonly footer: string;
  /** What the script reads. */
  readonly data: Markup;
}

/** A page in one file that asks nothing of the network. */
export function pageOf(page: Page, assets: Assets): string {
  const { title, modes, heading, links, main, footer, data } = page;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Modebench</title>
<link rel="icon" href="data:,">
<style>${raw(assets.style)}</style>
</head>
<body>
${markerSprite(modes)}<a class="skip" href="#main">To the results</a>
<header>
<h1>${title}</h1>
${heading}
<nav aria-label="Sections">${links.map(({ anchor, name }) => html`<a href="#${anchor}">${name}</a>`)}</nav>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="muted">${footer}</footer>
${data}
<script>${raw(assets.script)}</script>
</body>
</html>
`.text;
}

/** Nothing but this very script and style may run; nothing is loaded. */
function policy({ script, style }: Assets): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The build puts the bundled script and the styles beside this module. */
export async function builtAssets(): Promise<Assets> {
  const read = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');
  const [script, style] = await Promise.all([read('./page.js'), read('./page.css')]);
  return { script, style };
}
