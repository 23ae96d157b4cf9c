/** Pages by address. A page that needs a login sends a stranger to the login page and back. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { askAhead } from './map/ahead'
import { account, whoIsThere } from './session'

declare module 'vue-router' {
  interface RouteMeta { open?: boolean } // needs no login
}

const mapProgram = (): Promise<unknown> => import('./pages/MapPage.vue')
const mapPage = (): Promise<unknown> => {
  askAhead()
  return mapProgram()
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'map', component: mapPage },
  { path: '/imports/:id(\\d+)?', name: 'imports', component: () => import('./pages/ImportsPage.vue') },
  { path: '/imports/quarantine', name: 'quarantine', component: () => import('./pages/QuarantinePage.vue') },
  { path: '/gaps', name: 'gaps', component: () => import('./pages/GapsPage.vue') },
  { path: '/joint-regions', name: 'joint-regions', component: () => import('./pages/RegionsPage.vue') },
  { path: '/relocations', name: 'relocations', component: () => import('./pages/RelocationsPage.vue') },
  ...(['dominoes', 'outside-parks', 'dangerous-roads'] as const).map((kind): RouteRecordRaw => ({ path: `/${kind}`, name: kind, component: () => import('./pages/FindingsPage.vue'), props: { kind } })),
  { path: '/accounts', name: 'accounts', component: () => import('./pages/AccountsPage.vue') },
  { path: '/operations', name: 'operations', component: () => import('./pages/OperationsPage.vue') },
  { path: '/my-work', name: 'work', component: () => import('./pages/WorkPage.vue') },
  { path: '/my-work/:site(\\d+)', name: 'visit', component: () => import('./pages/VisitPage.vue') },
  { path: '/report', name: 'report', component: () => import('./pages/ReportPage.vue') },
  { path: '/hidden-dangers', name: 'hidden-dangers', component: () => import('./pages/HiddenDangersPage.vue') },
  { path: '/hidden-dangers/:uid', name: 'hidden-danger', component: () => import('./pages/HiddenDangerPage.vue') },
  { path: '/desk', name: 'desk', component: () => import('./pages/DeskPage.vue') },
  { path: '/situation', name: 'situation', component: () => import('./pages/SituationPage.vue') },
  { path: '/alarms', name: 'alarms', component: () => import('./pages/AlarmsPage.vue') },
  { path: '/emergency', name: 'emergency', component: () => import('./pages/EmergencyPage.vue') },
  { path: '/random-inspections/:id(\\d+)?', name: 'draws', component: () => import('./pages/DrawsPage.vue') },
  { path: '/public-reports', name: 'public-reports', component: () => import('./pages/PublicReportsPage.vue') },
  { path: '/sites/:site(\\d+)/enterprise', name: 'enterprise', component: () => import('./pages/EnterprisePage.vue') },
  { path: '/guest', name: 'guest', component: () => import('./pages/GuestPage.vue'), meta: { open: true } },
  { path: '/r/:code', name: 'spot', component: () => import('./pages/SpotPage.vue'), meta: { open: true } },
  { path: '/outbox', name: 'outbox', component: () => import('./pages/OutboxPage.vue') },
  { path: '/reviews', name: 'reviews', component: () => import('./pages/ReviewsPage.vue') },
  { path: '/rules', name: 'rules', component: () => import('./pages/RulesPage.vue') },
  { path: '/siting', name: 'siting', component: () => import('./pages/SitingPage.vue') },
  { path: '/screening-runs/:id(\\d+)?', name: 'screening-runs', component: () => import('./pages/ScreeningRunsPage.vue') },
  { path: '/opinions', name: 'opinions', component: () => import('./pages/OpinionsPage.vue') },
  { path: '/opinions/:id(\\d+)', name: 'opinion', component: () => import('./pages/OpinionPage.vue') },
  { path: '/v/:code?', name: 'verify', component: () => import('./pages/VerifyPage.vue') },
  { path: '/more', name: 'more', component: () => import('./pages/MorePage.vue') },
  { path: '/me', name: 'me', component: () => import('./pages/MePage.vue') },
  { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue'), meta: { open: true } },
  { path: '/login/return', name: 'loginReturn', component: () => import('./pages/LoginPage.vue'), meta: { open: true } },
  { path: '/:anything(.*)*', name: 'lost', component: () => import('./pages/LostPage.vue'), meta: { open: true } },
]

export const router = createRouter({ history: createWebHistory(), routes })

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  const asked = whoIsThere().catch(() => null)
  if (to.name === 'map') mapProgram().catch(() => undefined) // beside the question of who is here, not after its answer
  await asked
  return account.value && !account.value.must_change ? true : { name: 'login', query: { then: to.fullPath } }
})
