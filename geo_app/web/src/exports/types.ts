/** What the server writes: file formats and coordinate systems. */
export interface Format {
  name: string
  title: string
  title_en: string
  extension: string
  description: string
  description_en: string
  only: string[] // codes of the coordinate systems it can hold; empty: all
}

export interface Crs { code: string; title: string; title_en: string; incoming: boolean; note: string; note_en: string }
