import './map/polyfills'
import 'quasar/dist/quasar.css'
import './tokens.css'
import './app.css'
import { Dialog, Notify, Quasar } from 'quasar'
import icons from 'quasar/icon-set/svg-mdi-v7'
import quasarChinese from 'quasar/lang/zh-CN'
import { createApp, nextTick, watch } from 'vue'
import App from './App.vue'
import { watchStanding } from './devices/lost'
import { rememberedLanguage, setLanguage } from './i18n'
import { router } from './router'
import { account } from './session'
import { calm } from './shell/calm'
import { offerNewVersions } from './shell/newVersion'
import { rememberedTheme, setTheme } from './theme'

const app = createApp(App)
app.use(Quasar, { lang: quasarChinese, iconSet: icons, plugins: { Dialog, Notify } })
app.use(router)
setTheme(rememberedTheme())
// whoever loses the session in the middle of something comes back to it after the login
watch(account, (now, before) => {
  if (before && !now) void router.push({ name: 'login', query: { then: router.currentRoute.value.fullPath } })
})
const shown = setLanguage(rememberedLanguage()).then(() => app.mount('#app'))
// the app is kept on the device once its first page is there: on a slow line the two would hold each other up
void Promise.all([shown, router.isReady()]).then(() => nextTick()).then(calm).then(offerNewVersions)
watchStanding()
