/** The base map at night: paper turns dark and ink turns light; colours that mean something stay as they are. */
import type { LayerSpecification } from 'maplibre-gl'

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i

const WEIGHTS = [0.2126, 0.7152, 0.0722] // of red, green and blue, to the eye
const SEEN = 0.142 // relative luminance that stands out 3 : 1 from the dark surface; each risk colour has it

/** White -> almost the dark surface; a grey ink -> a light grey; a strong colour -> itself, or lighter where nobody
 * would see it. */
export function nightOf(colour: string): string {
  const parts = HEX.exec(colour)?.slice(1).map((part) => parseInt(part, 16) / 255)
  if (!parts) return colour
  const light = (Math.max(...parts) + Math.min(...parts)) / 2
  const strong = Math.max(...parts) - Math.min(...parts)
  const pale = light > 0.8
  if (!pale && strong > 0.15) return luminance(parts) < SEEN ? hex(seen(parts)) : colour
  const wanted = pale ? 0.1 + (light - 0.8) * 0.15 : 0.92 - light * 0.72
  const tint = pale ? 0.35 : 1 // pale tints keep a trace of their hue, cooled a little like our dark surfaces
  const turned = parts.map((part, n) => wanted + (part - light) * tint + (n - 1) * 0.018)
  return hex(turned)
}

/** Relative luminance as WCAG defines it. */
export function luminance(parts: number[]): number {
  const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  return parts.reduce((sum, part, n) => sum + linear(part) * (WEIGHTS[n] ?? 0), 0)
}

/** With just so much white in it that it stands out. */
function seen(parts: number[]): number[] {
  const mixed = (white: number): number[] => parts.map((part) => part + (1 - part) * white)
  const whites = Array.from({ length: 20 }, (_, n) => (n + 1) / 20)
  return mixed(whites.find((white) => luminance(mixed(white)) >= SEEN) ?? 1)
}

const hex = (parts: number[]): string =>
  `#${parts.map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255).toString(16).padStart(2, '0')).join('')}`

/** A style layer as it is drawn at night. */
export function atNight(layer: LayerSpecification): LayerSpecification {
  const turn = (value: unknown): unknown => {
    if (typeof value === 'string') return nightOf(value)
    return Array.isArray(value) ? value.map(turn) : value
  }
  const paint = Object.entries(layer.paint ?? {}).map(([name, value]) => [name, turn(value)])
  return { ...layer, paint: Object.fromEntries(paint) } as LayerSpecification
}
