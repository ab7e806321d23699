/** An element with its attributes in order; undefined ones are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly string[] | string = [],
): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${attributeText(String(value))}"`],
  );
  const open = `<${name}${given.join('')}`;
  if (children.length === 0) return `${open}/>`;
  if (typeof children === 'string') return `${open}>${xmlText(children)}</${name}>`;
  return `${open}>\n${children.map(indented).join('\n')}\n</${name}>`;
}

/** Whatever XML 1.0 does not allow, not even escaped, becomes U+FFFD (https://www.w3.org/TR/xml/#charsets). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** As element content. Carriage returns would be read as line feeds. */
export function xmlText(text: string): string {
  return text
    .replace(forbidden, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** As the value of an attribute, in which readers make blanks of what breaks lines. */
function attributeText(text: string): string {
  return xmlText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

/** Text of several lines is not indented, for its blanks are its own: only lines that begin an element are. */
function indented(child: string): string {
  return child
    .split('\n')
    .map((line) => (/^\s*<\/?[a-z]/.test(line) ? `  ${line}` : line))
    .join('\n');
}
