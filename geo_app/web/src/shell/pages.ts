/** The pages in the navigation: only what works today, and only what this person may use. */
import { mdiAccountCircleOutline, mdiAlarmLightOutline, mdiAlertOutline, mdiAlertPlusOutline, mdiClipboardCheckOutline, mdiAccountGroupOutline, mdiArrowExpandHorizontal, mdiCalendarClockOutline, mdiChartBoxOutline, mdiDiceMultipleOutline, mdiDotsHorizontal, mdiFactory, mdiFileDocumentEditOutline, mdiLifebuoy, mdiLinkVariant, mdiMapOutline, mdiMapSearchOutline, mdiPlaylistCheck, mdiQrcodeScan, mdiRoadVariant, mdiScaleBalance, mdiTableArrowUp, mdiTruckOutline, mdiVectorUnion, mdiViewDashboardOutline } from '@quasar/extras/mdi-v7'
import { computed } from 'vue'
import { t } from '@/i18n'
import { account, isAdmin, mayAct } from '@/session'

export interface Page { name: string; title: string; icon: string } // name: of its route
/** Pages of one kind share a place in the bar and open as a menu. */
export interface Shelf { title: string; pages: Page[] }
export type Entry = Page | Shelf

const TABS = 5 // more do not fit under a thumb

export const isShelf = (entry: Entry): entry is Shelf => 'pages' in entry
export const pagesOf = (entry: Entry): Page[] => (isShelf(entry) ? entry.pages : [entry])

const ledgers = computed<Shelf>(() => ({
  title: t('app.ledgers'),
  pages: [
    { name: 'gaps', title: t('gaps.title'), icon: mdiArrowExpandHorizontal },
    { name: 'joint-regions', title: t('regions.title'), icon: mdiVectorUnion },
    { name: 'relocations', title: t('relocations.title'), icon: mdiTruckOutline },
    { name: 'dominoes', title: t('findings.dominoes'), icon: mdiLinkVariant },
    { name: 'outside-parks', title: t('findings.outside'), icon: mdiFactory },
    { name: 'dangerous-roads', title: t('findings.roads'), icon: mdiRoadVariant },
  ],
}))
/** Whoever writes down sites also judges where one may stand. */
const siting = computed<Shelf>(() => ({
  title: t('siting.shelf'),
  pages: mayAct('editor') ? [{ name: 'siting', title: t('siting.title'), icon: mdiMapSearchOutline }, { name: 'opinions', title: t('siting.opinions'), icon: mdiFileDocumentEditOutline }, { name: 'screening-runs', title: t('screenings.title'), icon: mdiPlaylistCheck }] : [],
}))
/** What is done on the ground: for a grid officer it is the whole work, for others one shelf. */
const patrol = computed<Entry[]>(() => {
  const dangers = { name: 'hidden-dangers', title: t('patrol.dangers'), icon: mdiAlertOutline }
  const desk = { name: 'desk', title: t('desk.title'), icon: mdiViewDashboardOutline }
  const situation = { name: 'situation', title: t('situation.title'), icon: mdiChartBoxOutline }
  const alarms = { name: 'alarms', title: t('monitoring.title'), icon: mdiAlarmLightOutline }
  const help = { name: 'emergency', title: t('emergency.title'), icon: mdiLifebuoy }
  if (!mayAct('inspector')) return [{ title: t('patrol.shelf'), pages: [situation, desk, dangers, alarms, help] }]
  const pages = [{ name: 'work', title: t('patrol.work'), icon: mdiClipboardCheckOutline }, { name: 'report', title: t('patrol.reportTab'), icon: mdiAlertPlusOutline }, dangers, help]
  if (account.value?.role === 'inspector') return pages
  return [{ title: t('patrol.shelf'), pages: [situation, desk, alarms, ...pages, { name: 'public-reports', title: t('enterprise.reports'), icon: mdiQrcodeScan }, { name: 'draws', title: t('enforcement.title'), icon: mdiDiceMultipleOutline }] }]
})
const me = computed<Page>(() => ({ name: 'me', title: t('app.me'), icon: mdiAccountCircleOutline }))
const more = computed<Page>(() => ({ name: 'more', title: t('app.more'), icon: mdiDotsHorizontal }))

/** The bar of a desktop from left to right: eight entries at most. The account has its own menu there. */
export const entries = computed<Entry[]>(() =>
  [
    { name: 'map', title: t('app.map'), icon: mdiMapOutline },
    ...(account.value?.role === 'inspector' ? patrol.value : []),
    ...(mayAct('editor') ? [{ name: 'imports', title: t('app.imports'), icon: mdiTableArrowUp }] : []),
    { name: 'reviews', title: t('app.reviews'), icon: mdiCalendarClockOutline },
    ...(account.value?.role === 'inspector' ? [] : patrol.value),
    siting.value,
    ledgers.value,
    { name: 'rules', title: t('app.rules'), icon: mdiScaleBalance },
    ...(isAdmin.value ? [{ name: 'accounts', title: t('app.accounts'), icon: mdiAccountGroupOutline }] : []),
  ].filter((entry) => pagesOf(entry).length),
)

/** What stands at the foot of a phone, and what its page "more" holds. */
export const phone = computed(() => splitForPhone(entries.value, me.value, more.value))

/** All of it where there is room; else the first pages, "more" and one's own. */
export function splitForPhone(all: Entry[], own: Page, further: Page): { tabs: Page[]; rest: Entry[] } {
  const flat = all.flatMap(pagesOf)
  if (flat.length < TABS) return { tabs: [...flat, own], rest: [] }
  const first = all.filter((entry): entry is Page => !isShelf(entry)).slice(0, TABS - 2)
  return { tabs: [...first, further, own], rest: all.filter((entry) => !first.some((page) => page === entry)) }
}
