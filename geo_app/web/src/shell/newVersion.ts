/** The app on this device: a new version is offered, never forced upon a form that is half filled. */
import { Notify } from 'quasar'
import { registerSW } from 'virtual:pwa-register'
import { t } from '@/i18n'
import { waiting } from '@/outbox/outbox'

export function offerNewVersions(): void {
  // the page of the very visit that installed the app is not reloaded by registerSW
  const take = (): void => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
    void update(true)
  }
  const update = registerSW({
    onNeedRefresh() {
      Notify.create({
        message: t('app.newVersion'),
        caption: waiting.value.length ? t('app.versionKeeps', { n: waiting.value.length }) : '',
        timeout: 0,
        attrs: { 'data-test': 'new-version' },
        actions: [{ label: t('app.later'), color: 'white' }, { label: t('app.takeVersion'), color: 'white', handler: take }],
      })
    },
  })
}
