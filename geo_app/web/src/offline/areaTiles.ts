/** Tiles out of the file of a township, for MapLibre: area://z/x/y. */
import { addProtocol } from 'maplibre-gl'
import { PMTiles, type RangeResponse, type Source } from 'pmtiles'
import type { Bounds } from '@/api/types'
import { area, type Area } from './area'

class InMemory implements Source {
  constructor(private readonly file: Blob, private readonly at: string) {}
  getKey = (): string => this.at
  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: await this.file.slice(offset, offset + length).arrayBuffer() }
  }
}

let opened: { from: Area; tiles: PMTiles } | null = null
function tiles(): PMTiles | null {
  if (!area.value) return null
  if (opened?.from !== area.value) opened = { from: area.value, tiles: new PMTiles(new InMemory(area.value.file, area.value.at)) }
  return opened.tiles
}

/** The box around the township that was taken along. */
export async function areaBounds(): Promise<Bounds | null> {
  const header = await tiles()?.getHeader()
  return header ? [header.minLon, header.minLat, header.maxLon, header.maxLat] : null
}

addProtocol('area', async ({ url }) => {
  const [z = 0, x = 0, y = 0] = url.slice('area://'.length).split('/').map(Number)
  return { data: (await tiles()?.getZxy(z, x, y))?.data ?? new ArrayBuffer(0) }
})
