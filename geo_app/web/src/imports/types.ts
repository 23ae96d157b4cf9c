/** An import as the server tells it: one ledger on its way in. */
import type { FeatureCollection, Geometry } from 'geojson'

export interface MatchedColumn {
  header: string
  field: string | null
  title: string | null
  confidence: number // 0 to 1
  how: string
  how_en: string
  samples: string[]
}

export interface MatchedSheet {
  name: string
  header_row: number
  rows: number
  skipped: string // why it is not read; empty: it is
  notes: string[]
  columns: MatchedColumn[]
}

export interface Counts { rows: number; good: number; bad: number; doubtful: number; new: number; updated: number; unchanged: number }

export interface RowIssue {
  id: number
  sheet: string
  row: number
  field: string
  header: string
  value: string
  code: string
  reason: string
  reason_en: string
  remedy: string
  remedy_en: string
  blocks: boolean
}

export interface IssueCount { code: string; title: string; title_en: string; count: number }
/** What coordinates may be written in. */
export interface Datum { name: string; title: string; title_en: string; accuracy_m: number; confidence: string }

/** How many places were read in one way, and why. */
export interface WayOfReading { name: string; title: string; fate: 'as_written' | 'repaired' | 'doubtful'; rows: number; evidence: string[]; evidence_en: string[] }

export interface PlaceCandidate { reading: string; title: string; title_en: string; lon: number; lat: number; score: number; accuracy_m: number; evidence: string[]; evidence_en: string[] }

/** A row whose place can be read in more than one way. */
export interface WaitingRow { id: number; run_id: number | null; file_name: string; layer: string; sheet: string; row: number; name: string; code: string; written: string; candidates: PlaceCandidate[]; waiting_since: string }

export interface Quarantine { total: number; files: { run_id: number | null; file_name: string; layer: string; rows: number }[]; rows: WaitingRow[] }

export type Side = 'ours' | 'theirs'
/** A field that both the map and the ledger changed since the last import. */
export interface MergedField { site_id: number; sheet: string; row: number; name: string; field: string; title: string; title_en: string; base: unknown; ours: unknown; theirs: unknown; taken: Side }

export type Status = 'previewed' | 'loading' | 'loaded' | 'failed'

/** A line in the list of earlier imports. */
export interface ImportLine {
  id: number
  layer: string
  file_name: string
  status: Status
  message: string
  counts: Counts
  done: number
  total: number
  started_at: string
  actor: string
}

export interface Import extends ImportLine {
  where: Record<string, string>
  crs: number | null
  datum: string
  readings: WayOfReading[]
  merges: MergedField[]
  sheets: MatchedSheet[]
  targets: { field: string; title: string }[]
  issue_counts: IssueCount[]
  issues: RowIssue[]
  sample: FeatureCollection<Geometry, { row: number; name: string; status: 'good' | 'bad' | 'doubtful' }>
}

export type ColumnChoice = Record<string, Record<string, string | null>>
