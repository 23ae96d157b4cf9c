/* What a click tells, and the search, of a map page that has no network. */
'use strict'

let titles = [] // of the fields, in order

function told(feature, shape) {
  const { properties } = feature
  shape.bindTooltip(String(properties['名称'] || feature.id))
  shape.bindPopup(() => {
    const table = document.createElement('table')
    table.className = 'told'
    for (const title of titles.filter((each) => each in properties)) {
      const row = table.insertRow()
      const head = document.createElement('th')
      head.textContent = title
      row.append(head)
      row.insertCell().textContent = properties[title]
    }
    return table
  }, { maxWidth: 360 })
}

function panel(map, layers, order) {
  titles = order
  const bounds = layers.map((layer) => layer.getBounds()).filter((box) => box.isValid())
  if (bounds.length) map.fitBounds(bounds.reduce((all, box) => all.extend(box), L.latLngBounds(bounds[0])), { maxZoom: 15, padding: [20, 20] })
  else map.setView([35, 104], 4)
  const named = new Map()
  for (const layer of layers) {
    layer.eachLayer((shape) => {
      const { 名称: name, 编号: code } = shape.feature.properties
      for (const word of [name, code]) if (word && !named.has(word)) named.set(word, { layer, shape })
    })
  }
  const names = document.getElementById('names')
  names.append(...[...named.keys()].map((word) => Object.assign(document.createElement('option'), { value: word })))
  const missed = document.getElementById('missed')
  document.getElementById('search').addEventListener('change', ({ target }) => {
    const word = target.value.trim()
    const key = named.has(word) ? word : [...named.keys()].find((each) => word && each.includes(word))
    missed.textContent = word && !key ? '没有找到“' + word + '”' : ''
    if (!key) return
    const { layer, shape } = named.get(key)
    if (!map.hasLayer(layer)) map.addLayer(layer)
    if (shape.getBounds) map.fitBounds(shape.getBounds(), { maxZoom: 16 })
    else map.setView(shape.getLatLng(), Math.max(map.getZoom(), 15))
    shape.openPopup()
  })
}
