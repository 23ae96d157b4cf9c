/** A MapLibre map with what this project needs of it: its worker, our words, and a sign for tests when it rests. */
import 'maplibre-gl/dist/maplibre-gl.css'
import { Map, ScaleControl, setWorkerUrl, type StyleSpecification } from 'maplibre-gl'
import type { Bounds } from '@/api/types'
import { t } from '@/i18n'
import '@/offline/areaTiles'
import { isStill } from './current'
import { drawMarksFor } from './marks'
import { polyfilled } from './polyfills'
import { state } from './state'
import workerUrl from './worker?worker&url'

if (polyfilled) setWorkerUrl(workerUrl)

/** `at`: the view to begin with; null shows the bounds. */
export function createMap(container: HTMLElement, style: StyleSpecification, bounds: Bounds, at = state.at): Map {
  const map = new Map({
    container,
    style,
    ...(at ? { center: [at[0], at[1]], zoom: at[2] } : { bounds, fitBoundsOptions: { padding: 32 } }),
    minZoom: 3,
    maxZoom: 19,
    maxPitch: 0,
    fadeDuration: isStill() ? 1 : 200, // 0 would place every symbol anew in every frame that moves
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    locale: {
      'Map.Title': t('map.canvas'),
      'ScaleControl.Meters': 'm',
      'ScaleControl.Kilometers': 'km',
    },
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 120 }), 'bottom-left')
  drawMarksFor(map)
  tellWhenIdle(map, container)
  return map
}

/** Browser tests wait for `[data-map-idle='1']` and ask the map of that element what it has drawn. */
function tellWhenIdle(map: Map, container: HTMLElement): void {
  const say = (idle: '0' | '1') => () => { container.dataset.mapIdle = idle }
  Object.assign(container, { map })
  say('0')()
  map.on('idle', say('1'))
  map.on('movestart', say('0'))
  map.on('dataloading', say('0'))
}
