/** What the server writes: file formats and coordinate systems. */
export interface Format {
  name: string
  title: string
  title_en: string
  extension: string
  description: string
  description_en: string
}

export interface Crs { epsg: number; title: string; title_en: string }
