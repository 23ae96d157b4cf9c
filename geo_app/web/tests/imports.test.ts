import { expect, test } from 'vitest'
import type { Layer, LayerField } from '@/api/types'
import { grouped, inOrder, issuesAsCsv, loadWords, missingFields, sureness, targetTitle } from '@/imports/matching'
import type { Import, MatchedColumn, RowIssue, PlaceCandidate, WaitingRow } from '@/imports/types'
import { readingsOf, sampleOf } from '@/imports/waiting'

const column = (header: string, field: string | null, confidence = 1): MatchedColumn => ({ header, field, title: field, confidence, how: '', how_en: '', samples: [] })
const issue = (code: string, row: number, more: Partial<RowIssue> = {}): RowIssue => ({ id: row, sheet: '台账', row, field: '', header: '经度', value: '', code, reason: '看不懂', reason_en: '', remedy: '请改正', remedy_en: '', blocks: true, ...more })
const layer = { fields: [{ name: 'name', title: '名称', title_en: 'Name', required: true }, { name: 'capacity', title: '产能', title_en: 'Capacity', required: false }] as LayerField[] } as Layer
const run = (...columns: MatchedColumn[]): Import => ({ sheets: [{ columns }, { columns: [] }] }) as unknown as Import

test('a match is sure, likely or to be looked at', () => {
  expect([1, 0.95, 0.86, 0.5].map((confidence) => sureness(column('a', 'name', confidence)))).toEqual(['sure', 'sure', 'likely', 'doubtful'])
  expect(sureness(column('a', null, 0))).toBe('none')
})
test('what must be looked at comes first; what is not imported folds away', () => {
  const { shown, folded } = inOrder([column('a', 'name'), column('b', null), column('c', 'capacity', 0.5), column('d', 'code', 0.9)])
  expect(shown.map(({ header }) => header)).toEqual(['c', 'a', 'd'])
  expect(folded.map(({ header }) => header)).toEqual(['b'])
})
test('a column stays where it was on the screen when it is matched to something else', () => {
  const { shown, folded } = inOrder([column('a', 'name'), column('b', null), column('c', null), column('d', 'code')], ['c', 'a'])
  expect(shown.map(({ header }) => header)).toEqual(['c', 'a', 'd'])
  expect(folded.map(({ header }) => header)).toEqual(['b'])
})
test('a required field without a column is named', () => {
  expect(missingFields(layer, run(column('x', 'capacity')))).toEqual(['名称'])
  expect(missingFields(layer, run(column('x', 'name')))).toEqual([])
})
test('the button says what it will do', () => {
  const counts = { rows: 2404, good: 2387, bad: 17, doubtful: 0, new: 2387, updated: 0, unchanged: 0 }
  expect(loadWords(counts)).toBe('写入 2\u2009387 条，暂缓 17 条')
  expect(loadWords({ ...counts, bad: 0 })).toBe('写入 2\u2009387 条')
  expect(loadWords({ ...counts, good: 0 })).toBe('没有可以写入的行')
})
test('issues by kind, those that keep rows out first', () => {
  const counts = [{ code: 'odd', title: '值奇怪', title_en: 'odd', count: 9 }, { code: 'swapped', title: '写反', title_en: 'swapped', count: 2 }]
  expect(grouped(counts, [issue('odd', 1, { blocks: false }), issue('swapped', 2)]).map(({ code, blocks }) => [code, blocks])).toEqual([['swapped', true], ['odd', false]])
})
test('issues go into a table that no spreadsheet takes for a formula', () => {
  const lines = issuesAsCsv([issue('swapped', 2, { value: '=HYPERLINK("x")' })]).split('\r\n')
  expect(lines[0]?.startsWith('\uFEFF"')).toBe(true)
  expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`)
})
test('a place is called by our words, a field by its layer', () => {
  expect(targetTitle(layer, { field: 'place.longitude', title: '经度' })).toBe('经度')
  expect(targetTitle(layer, { field: 'name', title: '名称' })).toBe('名称')
})

const candidate = (reading: string, lon: number): PlaceCandidate => ({ reading, title: reading, title_en: reading, lon, lat: 24.9, score: 0.5, accuracy_m: 1, evidence: [], evidence_en: [] })
const row = (id: number, candidates: PlaceCandidate[]): WaitingRow => ({ id, run_id: 1, file_name: 'a.csv', layer: 'mine', sheet: '', row: id, name: `矿${id}`, code: '', written: '102.4,24.9', candidates, waiting_since: '' })
const rows = [row(1, [candidate('cgcs2000', 102.4), candidate('gcj02', 102.41)]), row(2, [candidate('gcj02', 102.5)])]

test('offers the readings that the rows share first', () => {
  expect(readingsOf(rows)).toEqual([{ value: 'gcj02', label: 'gcj02' }, { value: 'cgcs2000', label: 'cgcs2000 (1/2)' }])
})

test('shows one place of each row, and every reading of the one that is pointed at', () => {
  expect(sampleOf(rows, null, 'gcj02').features.map(({ properties }) => [properties.row, properties.status])).toEqual([[1, 'good'], [2, 'good']])
  expect(sampleOf(rows, 1, 'gcj02').features.map(({ properties }) => [properties.name, properties.status])).toEqual([['cgcs2000', 'doubtful'], ['gcj02', 'good']])
})
