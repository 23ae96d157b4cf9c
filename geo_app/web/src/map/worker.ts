/** The map's worker. maplibre-gl marks its files as free of side effects: a bare import would be dropped
 * by the bundler and the map would stay empty without an error. Using the namespace keeps it. */
import * as worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs'
import { polyfilled } from './polyfills'

Object.assign(self, { mapWorker: [polyfilled, worker] })
