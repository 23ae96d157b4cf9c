/** People as they are known: what nobody has entered is said, never counted as 0. */
import { count } from '@/format'
import { t } from '@/i18n'
import type { Count, Sector } from './types'

export function peopleText({ people, is_complete }: Count): string {
  if (is_complete) return t('card.people', { n: count(people) })
  return people > 0 ? t('card.atLeast', { n: count(people) }) : t('around.unknown')
}

/** The wedge of a sector in a rose of radius 1, its reach by the square root so that its area tells the people. */
export function wedge({ from_deg, to_deg }: Sector, share: number): string {
  const reach = Math.sqrt(Math.max(0, Math.min(1, share)))
  const turn = (deg: number): string => {
    const angle = (deg * Math.PI) / 180
    return `${(reach * Math.sin(angle)).toFixed(4)} ${(-reach * Math.cos(angle)).toFixed(4)}`
  }
  return reach ? `M0 0L${turn(from_deg)}A${reach.toFixed(4)} ${reach.toFixed(4)} 0 0 1 ${turn(to_deg)}Z` : ''
}

/** "12, 8 5,0 3 9 4 2" -> "12,8,5,0,3,9,4,2"; '' when these are not as many numbers as sectors. */
export function readWind(text: string, sectors: number): string {
  const shares = text.normalize('NFKC').split(/[\s,、;]+/).filter(Boolean)
  return shares.length === sectors && shares.every((each) => Number(each) >= 0) ? shares.join(',') : ''
}
