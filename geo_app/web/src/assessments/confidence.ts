/** How sure a number of a standard is, in the person's words. */
import { t } from '@/i18n'

/** `confidenceWords('seen in 5 independent sources')` is 5 个独立来源一致. */
export function confidenceWords(confidence: string): string {
  const seen = /^(derived.*?)?seen in (\d+) independent sources?(?: \(.*\))?$/.exec(confidence)
  if (seen) return t(seen[2] === '1' ? 'assess.seenOnce' : 'assess.seen', { n: seen[2] ?? '' })
  if (confidence === 'from memory only') return t('assess.memory')
  if (confidence === 'not found') return t('assess.convention')
  if (confidence === 'stated by the assessor') return t('assess.stated')
  const confirmed = /^confirmed by (.+?) against (.+)$/.exec(confidence)
  if (confirmed) return t('assess.confirmed', { by: confirmed[1] ?? '', reference: confirmed[2] ?? '' })
  return confidence
}

/** Not seen in any source: must be shown as unverified. */
export const isUnverified = (confidence: string): boolean => confidence === 'from memory only' || confidence === 'not found'
