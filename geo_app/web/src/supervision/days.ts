/** Days as a person says them. */
import { t } from '@/i18n'

/** -35 -> 过期 35 天, 0 -> 今天, 12 -> 还有 12 天. */
export function daysWords(days: number): string {
  if (days === 0) return t('reviews.today')
  return days < 0 ? t('reviews.late', { n: -days }) : t('reviews.left', { n: days })
}

/** The day so many days from another, both as 2026-11-21. */
export function plusDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}
