// Runs in a page, put there by page-checks.ts: looks at what is shown as a reader's eye would, in CSS pixels.
globalThis.pageChecks = (() => {
  // What is not laid out yet stands where it is guessed to stand.
  for (const section of document.querySelectorAll('main > section'))
    section.style.contentVisibility = 'visible';

  /** What layout rounds away. */
  const slack = 1;
  const controls = 'button, input, select, textarea, summary, output, progress, meter, [role=button]';
  const pictures = 'canvas, img, svg';

  const shown = (element) =>
    element.checkVisibility({
      visibilityProperty: true,
      opacityProperty: true,
      contentVisibilityAuto: false,
    });

  /** What is there for screen readers only takes no room. */
  const forEyes = (element) => {
    const { clipPath, clip, position } = getComputedStyle(element);
    return !(position === 'absolute' && (clipPath !== 'none' || clip !== 'auto'));
  };

  const clips = new WeakMap();
  /** The nearest element around it that clips what it holds; null for the page. */
  const frameOf = (element) => {
    if (element === null || element === document.documentElement) return null;
    const known = clips.get(element);
    if (known !== undefined) return known;
    const parent = element.parentElement;
    const style = parent === null ? null : getComputedStyle(parent);
    const clipping =
      parent !== null &&
      parent !== document.body &&
      parent !== document.documentElement &&
      !(parent instanceof SVGElement) &&
      (style.overflowX !== 'visible' || style.overflowY !== 'visible');
    const frame = clipping ? parent : frameOf(parent);
    clips.set(element, frame);
    return frame;
  };

  const hiddenFromEyes = (element) => {
    for (let one = element; one !== null; one = one.parentElement) if (!forEyes(one)) return true;
    return false;
  };

  const described = (element, text = element.textContent) => {
    const id = element.id === '' ? '' : `#${element.id}`;
    const classes = [...element.classList].map((name) => `.${name}`).join('');
    const words = text.replace(/\s+/g, ' ').trim().slice(0, 40);
    const place = element.closest('section')?.id;
    return `${place === undefined ? '' : `#${place} `}${element.localName}${id}${classes}${words === '' ? '' : ` “${words}”`}`;
  };

  /** Lines of text: as tall as the letters, for a font's own box may be taller than the line that it stands on. */
  const textBoxes = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (node.data.trim() === '' || element.closest('script, style, svg title, noscript') !== null) continue;
      if (!shown(element) || hiddenFromEyes(element)) continue;
      range.selectNodeContents(node);
      const size = Number.parseFloat(getComputedStyle(element).fontSize);
      for (const line of range.getClientRects()) {
        if (line.width < slack || line.height < slack) continue;
        const letters = Math.min(line.height, size);
        const top = line.top + (line.height - letters) / 2;
        const { left, right } = line;
        found.push({ node, element, left, right, top, bottom: top + letters, text: node.data });
      }
    }
    return found;
  };

  const elementBoxes = () => {
    const frames = [...document.body.querySelectorAll('*')].filter(
      (one) => one instanceof HTMLElement && getComputedStyle(one).overflowX !== 'visible',
    );
    const svgs = (one) => one instanceof SVGElement && one.ownerSVGElement !== null;
    return [...new Set([...document.body.querySelectorAll(`${controls}, ${pictures}`), ...frames])]
      .filter((element) => !svgs(element) && shown(element) && !hiddenFromEyes(element))
      .map((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return { node: element, element, left, right, top, bottom, text: element.textContent };
      })
      .filter(({ left, right, top, bottom }) => right - left > slack && bottom - top > slack);
  };

  const related = (a, b) => a.node.contains(b.node) || b.node.contains(a.node);

  /** Pairs in one frame that overlap: what is in a scroll container is held against what is in it too. */
  const overlaps = (most = 20) => {
    const byFrame = Map.groupBy([...textBoxes(), ...elementBoxes()], ({ element }) => frameOf(element));
    const found = new Set();
    for (const boxes of byFrame.values()) {
      boxes.sort((a, b) => a.top - b.top);
      let open = [];
      for (const box of boxes) {
        open = open.filter((other) => other.bottom - box.top > slack);
        for (const other of open) {
          const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const tall = Math.min(box.bottom, other.bottom) - box.top;
          if (wide <= slack || tall <= slack || related(box, other)) continue;
          found.add(
            `${described(other.element, other.text)} and ${described(box.element, box.text)} by ${wide.toFixed(0)} × ${tall.toFixed(0)} px`,
          );
          if (found.size >= most) return [...found];
        }
        open.push(box);
      }
    }
    return [...found];
  };

  /** The nearest element around it that makes a box of its own, so that its text is meant to stay within it. */
  const blockOf = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      if (!getComputedStyle(one).display.startsWith('inline') || one.localName === 'svg') return one;
      if (getComputedStyle(one).display.startsWith('inline-')) return one;
    }
    return document.body;
  };

  /** What stands out of the page at its sides, and text that stands out of the box it belongs to. */
  const outside = (most = 20) => {
    const width = document.documentElement.clientWidth;
    const found = new Set();
    const sideways = document.documentElement.scrollWidth - width;
    if (sideways > 0) found.add(`the page scrolls sideways by ${sideways} px`);
    for (const box of [...textBoxes(), ...elementBoxes()]) {
      if (found.size >= most) break;
      const { left, right, element, text } = box;
      if (frameOf(element) === null && (left < -slack || right > width + slack)) {
        found.add(
          `${described(element, text)} stands from ${left.toFixed(0)} to ${right.toFixed(0)} of ${width} px`,
        );
      }
      if (box.node === element) continue;
      const own = blockOf(element);
      const around = own.getBoundingClientRect();
      const by = Math.max(right - around.right, around.left - left);
      if (by > slack)
        found.add(`“${text.trim().slice(0, 40)}” spills from ${described(own, '')} by ${by.toFixed(0)} px`);
    }
    return [...found];
  };

  /** Every element that a keyboard is to reach, in the order of the document. */
  const focusable = () =>
    [
      ...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, iframe, [tabindex]:not([tabindex^="-"])',
      ),
    ].filter((one) => shown(one) && !one.disabled && one.tabIndex >= 0);

  /** What has the focus: its place among the focusable ones, and whether it can be told by eye. */
  const focused = () => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      place: focusable().indexOf(element),
      what: described(element),
      outlined:
        outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && !/, 0\)$/.test(outlineColor),
      onScreen:
        box.width > 0 &&
        box.height > 0 &&
        box.bottom > 0 &&
        box.top < innerHeight &&
        box.right > 0 &&
        box.left < innerWidth,
    };
  };

  /** Headings in order: h1 once, and no level left out on the way down. */
  const headings = () =>
    [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
      .filter(shown)
      .map((one) => ({ level: Number(one.localName.slice(1)), text: one.textContent.trim().slice(0, 60) }));

  return { overlaps, outside, focusable: () => focusable().map((one) => described(one)), focused, headings };
})();
