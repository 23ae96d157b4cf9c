/** Columns of a file against fields of a layer: how sure a match is, what is doubled, what is missing. */
import type { Layer } from '@/api/types'
import { inLanguage, t, titleOf, type Key } from '@/i18n'
import type { Counts, Import, IssueCount, MatchedColumn, RowIssue } from './types'
import { count } from '@/format'

export type Sureness = 'sure' | 'likely' | 'doubtful' | 'none'

export function sureness({ field, confidence }: MatchedColumn): Sureness {
  if (!field) return 'none'
  if (confidence >= 0.95) return 'sure'
  return confidence >= 0.8 ? 'likely' : 'doubtful'
}

/** Doubtful columns come first, then the matched ones as they stand in the file; the others fold away.
 * What was `before` on the screen stays in its place, whatever it is matched to now. */
export function inOrder(columns: MatchedColumn[], before: string[] = []): { shown: MatchedColumn[]; folded: MatchedColumn[] } {
  const kept = before.flatMap((header) => columns.filter((column) => column.header === header))
  const others = columns.filter((column) => !kept.includes(column))
  const doubtful = others.filter((column) => sureness(column) === 'doubtful')
  const matched = others.filter((column) => column.field && !doubtful.includes(column))
  return { shown: [...kept, ...doubtful, ...matched], folded: others.filter((column) => !column.field) }
}

/** The words for what a column may be matched to; the server says them in Chinese, the layer's fields know English too. */
export function targetTitle(layer: Layer | undefined, target: { field: string; title: string }): string {
  const field = layer?.fields.find(({ name }) => name === target.field)
  return field ? titleOf(field) : t(`imports.${target.field.replace('.', '_')}` as Key) || target.title
}

/** Fields that the layer must have and that no column of any sheet gives. */
export function missingFields(layer: Layer | undefined, { sheets }: Import): string[] {
  const given = new Set(sheets.flatMap(({ columns }) => columns.map(({ field }) => field)))
  return (layer?.fields ?? []).filter(({ name, required }) => required && !given.has(name)).map((field) => titleOf(field))
}

/** What the button will do, said before it is pressed. */
export function loadWords({ good, bad, doubtful }: Counts): string {
  if (!good && doubtful) return t('imports.loadWaiting', { n: count(doubtful) })
  if (!good) return t('imports.nothingToLoad')
  return bad ? t('imports.loadSome', { good: count(good), bad: count(bad) }) : t('imports.loadAll', { good: count(good) })
}

export interface IssueGroup extends IssueCount { blocks: boolean; issues: RowIssue[] }

/** Issues by kind, those that keep rows out first; `blocks` is known only once one of the kind has come. */
export function grouped(counts: IssueCount[], issues: RowIssue[]): IssueGroup[] {
  const groups = counts.map((kind) => {
    const some = issues.filter(({ code }) => code === kind.code)
    return { ...kind, issues: some, blocks: some.some(({ blocks }) => blocks) }
  })
  return groups.sort((a, b) => Number(b.blocks) - Number(a.blocks) || b.count - a.count)
}

/** The issues as a table for who corrects the ledger; a cell that a spreadsheet would take for a formula is disarmed. */
export function issuesAsCsv(issues: RowIssue[]): string {
  const cell = (value: string | number): string => `"${String(value).replace(/^([=+\-@\t\r])/, "'$1").replace(/"/g, '""')}"`
  const head = (['sheet', 'row', 'header', 'value', 'reason', 'remedy', 'effect'] as const).map((name) => cell(t(`imports.csv_${name}`)))
  const lines = issues.map((issue) => [issue.sheet, issue.row, issue.header, issue.value, inLanguage(issue.reason, issue.reason_en), inLanguage(issue.remedy, issue.remedy_en), t(issue.blocks ? 'imports.rowHeld' : 'imports.rowLoaded')].map(cell))
  return `\uFEFF${[head, ...lines].map((line) => line.join(',')).join('\r\n')}\r\n`
}
