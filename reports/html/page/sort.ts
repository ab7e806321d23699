/**
 * Makes the headers of a table into buttons that sort its rows: by their text, or under a header with
 * `data-sort="figure"` by the figure that they begin with.
 */
export function makeSortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const headers = [...table.querySelectorAll<HTMLTableCellElement>('thead th')];
  headers.forEach((header, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => {
      const rising = header.getAttribute('aria-sort') !== 'ascending';
      for (const other of headers) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', rising ? 'ascending' : 'descending');
      const keyOf = header.dataset.sort === 'figure' ? figureOf : textOf;
      const rows = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
      rows.sort((a, b) => compare(a.key, b.key, rising));
      body.append(...rows.map(({ row }) => row));
    });
  });
}

type Key = number | string | null;

/** Cells without a value stay last in either direction. */
function compare(one: Key, other: Key, rising: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const order =
    typeof one === 'number' && typeof other === 'number'
      ? one - other
      : String(one).localeCompare(String(other));
  return rising ? order : -order;
}

function textOf(cell: HTMLTableCellElement | undefined): Key {
  return cell?.textContent?.trim() || null;
}

/** `1.25` of `≥ 1.25 (1.20–1.30)`; thousands are apart by thin spaces. */
function figureOf(cell: HTMLTableCellElement | undefined): Key {
  const digits = /-?\d[\d\u202f]*(?:\.\d+)?/.exec(cell?.textContent ?? '')?.[0];
  return digits === undefined ? null : Number(digits.replaceAll('\u202f', ''));
}
