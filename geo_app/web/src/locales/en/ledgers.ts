import type zh from '../zh/ledgers'

const en: typeof zh = {
  list: 'List',
  map: 'Map',
  sides: 'List or map',
  unverified: 'unverified',
  more: '{n} listed, show more',
  reason: 'Reason',
  reasonHint: 'On what ground; it stays on record',
  site: 'Site',
  history: 'Versions',
  changedBy: '{by} · {at}',
  conflict: 'Somebody saved first. This is the newest version: check it and save again.',
  onlyApprover: 'Approvers and administrators decide.',
  done: 'Saved',
  export: 'Export list',
  export_xlsx: 'Excel (to print and forward)',
  export_csv: 'CSV (for programs)',
  export_layer: 'As a map layer…',
}
export default en
