/** Where the device is, asked once for a record and never followed: a good fix, a poor one with its metres, or why there is none. */
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { t } from '@/i18n'
import { limit } from './limits'
import { distance } from '@/map/measure'
import type { Fix, Placed } from '@/outbox/types'

const POOR_M = limit('poor_fix_m')
const TRIES = 2
const PATIENCE = { enableHighAccuracy: true, timeout: 12_000, maximumAge: 10_000 }

export interface Where { fix: ShallowRef<Fix | null>; asking: Ref<boolean>; words: ComputedRef<string>; isPoor: ComputedRef<boolean>; why: Ref<string>; mayCount: ComputedRef<boolean>; again: () => void; explain: (why: string) => void; placed: () => Placed }

export function useFix(): Where {
  const fix = shallowRef<Fix | null>(null)
  const reason = ref('')
  const asking = ref(false)
  const why = ref('') // a poor fix counts as a place only with a reason of the person's
  let over = false
  onScopeDispose(() => { over = true })

  function ask(left: number): void {
    if (!('geolocation' in navigator)) return fail(t('patrol.noDevice'))
    asking.value = true
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      if (over) return
      const found = { lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy }
      if (!fix.value || found.accuracy_m < fix.value.accuracy_m) fix.value = found
      reason.value = ''
      if (fix.value.accuracy_m > POOR_M && left > 1) return ask(left - 1)
      asking.value = false
    }, (fault) => { if (!over) fail(t(fault.code === fault.PERMISSION_DENIED ? 'patrol.refusedFix' : 'patrol.noSignal')) }, PATIENCE)
  }
  function fail(why: string): void {
    reason.value = why
    asking.value = false
  }
  const isPoor = computed(() => !!fix.value && fix.value.accuracy_m > POOR_M)
  const words = computed(() => {
    if (fix.value) return t(isPoor.value ? 'patrol.poorFix' : 'patrol.goodFix', { n: Math.round(fix.value.accuracy_m) })
    return asking.value ? t('patrol.asking') : reason.value
  })
  const mayCount = computed(() => !!fix.value && (!isPoor.value || !!why.value))
  const placed = (): Placed => ({ fix: fix.value, fix_reason: fix.value && !isPoor.value ? '' : [words.value, why.value].filter(Boolean).join(t('app.comma')) })
  ask(TRIES)
  return { fix, asking, words, isPoor, why, mayCount, again: () => ask(TRIES), explain: (told) => { why.value = told }, placed }
}

/** Metres from the device, or null where it does not know where it is. */
export const away = (fix: Fix | null, place: { lon: number; lat: number }): number | null =>
  fix ? distance([fix.lon, fix.lat], [place.lon, place.lat]) : null
