/** The base map at night: paper turns dark and ink turns light; colours that mean something stay as they are. */
import type { LayerSpecification } from 'maplibre-gl'

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i

/** White -> almost the dark surface; a grey ink -> a light grey; a strong colour -> itself. */
export function nightOf(colour: string): string {
  const parts = HEX.exec(colour)?.slice(1).map((part) => parseInt(part, 16) / 255)
  if (!parts) return colour
  const light = (Math.max(...parts) + Math.min(...parts)) / 2
  const strong = Math.max(...parts) - Math.min(...parts)
  const pale = light > 0.8
  if (!pale && strong > 0.15) return colour
  const wanted = pale ? 0.1 + (light - 0.8) * 0.15 : 0.92 - light * 0.72
  const tint = pale ? 0.35 : 1 // pale tints keep a trace of their hue, cooled a little like our dark surfaces
  const turned = parts.map((part, n) => wanted + (part - light) * tint + (n - 1) * 0.018)
  return `#${turned.map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255).toString(16).padStart(2, '0')).join('')}`
}

/** A style layer as it is drawn at night. */
export function atNight(layer: LayerSpecification): LayerSpecification {
  const turn = (value: unknown): unknown => {
    if (typeof value === 'string') return nightOf(value)
    return Array.isArray(value) ? value.map(turn) : value
  }
  const paint = Object.entries(layer.paint ?? {}).map(([name, value]) => [name, turn(value)])
  return { ...layer, paint: Object.fromEntries(paint) } as LayerSpecification
}
