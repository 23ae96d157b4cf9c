/** What is to be exported, and the plain address where the browser fetches it. */
import { address } from '@/api/http'
import type { Bounds, Layer } from '@/api/types'
import { layerQuery } from '@/map/style'

export interface Order {
  layer: Layer
  format: string
  crs: string
  bounds: Bounds | null // null: not only what the map shows
}

/** The edge of the screen may lie beyond the world's. */
export function boxText([west, south, east, north]: Bounds): string {
  return [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)].map((edge) => edge.toFixed(6)).join(',')
}

/** Where the file comes at once. The day looked at goes along by itself (`address`). */
export const exportAddress = (order: Order): string => asked('/api/exports', order)
/** Where it is made in the background. */
export const jobAddress = (order: Order): string => asked('/api/export-jobs', order)

function asked(door: string, { layer, format, crs, bounds }: Order): string {
  return address(`${door}/${layer.name}`, { format, crs, ...layerQuery(layer), bbox: bounds && boxText(bounds) })
}
