/** What a form holds for a site's fields: text as typed; what the server wants: numbers, true or false, null for nothing. */
import type { Fields, LayerField } from '@/api/types'
import { t } from '@/i18n'

export type Typed = Record<string, string>
export type Faults = Record<string, string>

/** The text that a form shows for a value. */
export function typedOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

export function typedFields(fields: LayerField[], values: Fields): Typed {
  return Object.fromEntries(fields.map((field) => [field.name, typedOf(values[field.name])]))
}

/** The value that a text stands for. */
export function valueOf(field: LayerField, typed: string): unknown {
  const text = typed.trim()
  if (text === '') return null
  if (field.type === 'boolean') return text === 'true'
  if (field.type === 'number' || field.type === 'integer') return Number(plainDigits(text))
  return text
}

/** `plainDigits('１2,000 ')` is `'12000'`: full-width digits, grouping commas and spaces are read as meant. */
export function plainDigits(text: string): string {
  return text.normalize('NFKC').replace(/[\s,]/g, '')
}

/** What is wrong with a text, in words; empty when nothing is. */
export function faultOf(field: LayerField, typed: string): string {
  const value = valueOf(field, typed)
  if (value === null) return field.required ? t('sites.required') : ''
  if (typeof value === 'number') return numberFault(field, value)
  return ''
}

function numberFault({ type, minimum, maximum }: LayerField, value: number): string {
  if (!Number.isFinite(value)) return t('sites.notNumber')
  if (type === 'integer' && !Number.isInteger(value)) return t('sites.notWhole')
  if (minimum !== null && value < minimum) return t('sites.tooSmall', { n: minimum })
  if (maximum !== null && value > maximum) return t('sites.tooLarge', { n: maximum })
  return ''
}

export function faultsOf(fields: LayerField[], typed: Typed): Faults {
  const faults = fields.map((field) => [field.name, faultOf(field, typed[field.name] ?? '')] as const)
  return Object.fromEntries(faults.filter(([, fault]) => fault))
}

/** The fields whose value is no longer what it was, as the server wants them. */
export function changedFields(fields: LayerField[], before: Fields, typed: Typed): Fields {
  const changed: Fields = {}
  for (const field of fields) {
    const now = valueOf(field, typed[field.name] ?? '')
    if (now !== (before[field.name] ?? null)) changed[field.name] = now
  }
  return changed
}
