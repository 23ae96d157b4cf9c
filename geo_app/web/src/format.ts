/** Numbers, lengths and days as a person reads them; what is missing is said, never 0. */
import type { LayerField } from './api/types'
import { language, t, told } from './i18n'

const THIN = '\u2009'
export const MISSING = '—'

/** 2387 -> "2 387", thin spaces between thousands. */
export function count(n: number): string {
  return grouped(String(Math.round(n)))
}

/** A risk a year: 3e-6 -> "3×10⁻⁶". */
export function power(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  const small = [...exponent.replace('+', '')].map((each) => (each === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(each)])).join('')
  return `${Number(Number(digits).toPrecision(3))}×10${small}`
}

/** 834.2 -> "834 m", 12.34 -> "12.3 m", 5230 -> "5.23 km". */
export function metres(m: number): string {
  if (m >= 10_000) return `${grouped((m / 1000).toFixed(1))}${THIN}km`
  if (m >= 1000) return `${(m / 1000).toFixed(2)}${THIN}km`
  return `${m.toFixed(m >= 100 ? 0 : 1)}${THIN}m`
}

/** 5300 -> "5 300 m²", 1.25 million -> "1.25 km²". */
export function squareMetres(m2: number): string {
  if (m2 >= 1_000_000) return `${grouped((m2 / 1_000_000).toFixed(2))}${THIN}km²`
  return `${grouped(m2.toFixed(m2 >= 100 ? 0 : 1))}${THIN}m²`
}

/** 2 400 000 -> "2.4 MB". */
export function bytes(n: number): string {
  return n >= 1_000_000 ? `${(n / 1_000_000).toFixed(1)}${THIN}MB` : `${Math.max(1, Math.round(n / 1000))}${THIN}kB`
}

/** An ISO instant as the local day and minute: 2026-11-21 09:30. */
export function moment(instant: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return instant
  const two = (n: number) => String(n).padStart(2, '0')
  return `${day(at)} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** What the map is looked at as of: a day as it is, an instant as the local day and minute. */
export const instantWords = (instant: string): string => (instant.length > 10 ? moment(instant) : instant)

/** A local day: 2026-11-21. */
export function day(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** The value of a field with its unit and the words of its choice. */
export function fieldValue(field: LayerField, value: unknown): string {
  if (value === null || value === undefined || value === '') return MISSING
  if (typeof value === 'boolean') return t(value ? 'app.yes' : 'app.no')
  const choice = field.choices.find(([name]) => name === value)
  if (choice) return choice[language.value === 'en' ? 2 : 1]
  const words = typeof value === 'number' && field.type === 'number' ? grouped(String(value)) : String(value)
  return field.unit ? `${words}${THIN}${told(field, 'unit')}` : words
}

function grouped(digits: string): string {
  const [whole = '', ...rest] = digits.split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, THIN), ...rest].join('.')
}

/** 云南省昆明市安宁市草铺街道 -> 安宁市草铺街道: a full division name from the county down. */
export function placeName(fullName: string): string {
  const parts = /^(?:[^省市区]+(?:省|自治区))?(?:[^市州盟]+?(?:市|自治州|盟|地区))?(.+)$/.exec(fullName)
  return parts?.[1] ?? fullName
}
