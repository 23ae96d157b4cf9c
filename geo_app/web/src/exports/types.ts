/** What the server writes: file formats and coordinate systems. */
export interface Format {
  name: string
  title: string
  title_en: string
  extension: string
  description: string
  description_en: string
  usual: number // its place among the few that most people want; 0: not one
  most: number // features that it takes; 0: any number
  only: string[] // codes of the coordinate systems it can hold; empty: all
}

export interface Crs { code: string; title: string; title_en: string; incoming: boolean; note: string; note_en: string }

/** A file that is made in the background, kept until `expires_at`. */
export interface Job {
  id: number
  layer: string
  format: string
  status: 'ready' | 'running' | 'interrupted' | 'stopped' | 'failed' | 'done' | 'expired'
  total: number
  done: number
  file_name: string
  bytes: number
  message: string
  expires_at: string | null
}
