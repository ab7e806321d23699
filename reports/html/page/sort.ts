/** Makes the headers of a table into buttons that sort its rows; cells give their value in `data-value` or as text. */
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
      body.append(...[...body.rows].sort((a, b) => compare(a, b, column, rising)));
    });
  });
}

/** Cells without a value stay last in either direction. */
function compare(a: HTMLTableRowElement, b: HTMLTableRowElement, column: number, rising: boolean): number {
  const [one, other] = [keyOf(a.cells[column]), keyOf(b.cells[column])];
  if (one === other) return 0;
  if (one === '') return 1;
  if (other === '') return -1;
  const order =
    typeof one === 'number' && typeof other === 'number'
      ? one - other
      : String(one).localeCompare(String(other));
  return rising ? order : -order;
}

function keyOf(cell: HTMLTableCellElement | undefined): number | string {
  const value = cell?.dataset.value;
  if (value === undefined) return cell?.textContent?.trim() ?? '';
  return value === '' ? '' : Number(value);
}
