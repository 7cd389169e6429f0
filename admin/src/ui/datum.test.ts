import { fromMap, onMap } from './datum'

const here = { lng: 113.8518, lat: 34.0358 }

test('tiles of 高德 and 腾讯 stand some 540 m off; 天地图 and no tiles do not', () => {
  expect(onMap(here, 'wgs84')).toEqual(here)
  const shown = onMap(here, 'gcj02')
  expect(shown.lng).toBeCloseTo(113.85767, 4)
  expect(shown.lat).toBeCloseTo(34.03424, 4)
})

test('what is clicked is stored where it was shown, to a metre', () => {
  for (const datum of ['wgs84', 'gcj02'] as const) {
    const back = fromMap(onMap(here, datum), datum)
    expect(back.lng).toBeCloseTo(here.lng, 5)
    expect(back.lat).toBeCloseTo(here.lat, 5)
  }
})
