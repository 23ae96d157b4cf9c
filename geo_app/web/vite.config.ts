import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import { quasar, transformAssetUrls } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

// The floor is Chrome / WebView 80: newer syntax is lowered, missing built-ins come from map/polyfills.ts
const target = ['chrome80', 'safari14']
const server = process.env.GEO_APP_SERVER ?? 'http://127.0.0.1:8080'

const leaflet = (name: string): Buffer => readFileSync(new URL(`./node_modules/leaflet/dist/${name}`, import.meta.url))
/** Leaflet as it is, its pictures inside its style: what a map page that is exported carries along (geo_app/export/formats/html.py). */
const offlineMap: Plugin = {
  name: 'offline-map',
  generateBundle() {
    const style = leaflet('leaflet.css').toString().replace(/url\((images\/[\w-]+\.png)\)/g, (_, file: string) => `url(data:image/png;base64,${leaflet(file).toString('base64')})`)
    this.emitFile({ type: 'asset', fileName: 'offline/leaflet.css', source: style })
    this.emitFile({ type: 'asset', fileName: 'offline/leaflet.js', source: leaflet('leaflet.js').toString().replace(/\n?\/\/# sourceMappingURL.*$/m, '') })
  },
}

/** Beside each larger file of the app the same one packed as small as can be: a fifth less than what is packed while it is asked for. */
const packed: Plugin = {
  name: 'packed',
  async writeBundle({ dir }) {
    const assets = `${dir}/assets/`
    const large = readdirSync(assets).filter((name) => !name.endsWith('.br')).map((name) => ({ name, content: readFileSync(assets + name) })).filter(({ content }) => content.length > 1024)
    await Promise.all(large.map(async ({ name, content }) => { writeFileSync(`${assets}${name}.br`, await promisify(brotliCompress)(content)) }))
  },
}

/** The app itself on the device: it opens without a network. A new version waits until its user takes it. */
const installable = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src',
  filename: 'sw.ts',
  registerType: 'prompt',
  injectRegister: false,
  injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'], globIgnores: ['offline/**'], maximumFileSizeToCacheInBytes: 4 * 2 ** 20, target },
  manifest: false, // public/manifest.webmanifest
})

export default defineConfig({
  plugins: [vue({ template: { transformAssetUrls } }), quasar(), offlineMap, packed, installable],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { target, manifest: true, reportCompressedSize: false, chunkSizeWarningLimit: 1500 },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    port: 8306,
    strictPort: true,
    fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] }, // numbers that both sides go by stand in data/
    // the server checks that a change comes from its own pages, so the host name must survive the proxy
    proxy: Object.fromEntries(['/api', '/tiles', '/collections', '/conformance'].map((path) => [path, { target: server }])),
  },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'] },
})
