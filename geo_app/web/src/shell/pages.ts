/** The pages in the navigation: only what works today, and only what this person may use. */
import { mdiAccountCircleOutline, mdiAccountGroupOutline, mdiMapOutline, mdiTableArrowUp } from '@quasar/extras/mdi-v7'
import { computed } from 'vue'
import { t } from '@/i18n'
import { isAdmin, mayAct } from '@/session'

export const pages = computed(() => [
  { name: 'map', title: t('app.map'), icon: mdiMapOutline },
  ...(mayAct('editor') ? [{ name: 'imports', title: t('app.imports'), icon: mdiTableArrowUp }] : []),
  ...(isAdmin.value ? [{ name: 'accounts', title: t('app.accounts'), icon: mdiAccountGroupOutline }] : []),
  { name: 'me', title: t('app.me'), icon: mdiAccountCircleOutline },
])
