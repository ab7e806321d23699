import { contract } from '../../contract/contract.ts';
import type { AppAnswer } from '../message.ts';
import type { Store } from '../store.ts';
import type { Templates } from '../templates.ts';

export function page(store: Store, templates: Templates): AppAnswer {
  const { date } = contract.page;
  const rows = store.attendance(date, contract.attendance.maxRows);
  const count = (status: string) => rows.filter((row) => row.status === status).length;
  const data = { date, rows, present: count('present'), late: count('late'), absent: count('absent') };
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: templates.render('page', data),
  };
}
