// Writes what the look gives the mini-program as styles: colours and sizes as variables, and icons and drawings as
// pictures inside the style sheet (WeChat shows no inline SVG). Part of every build (scripts/build.js); the files are
// not kept in git. Also draws the pictures of the tab bar. Relies on shared/look and on the list of icons in
// src/ui/icon-names.ts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { scenes, shadow, things, type Scene, type Thing } from '../../shared/look/drawings'
import { binShape, filledIcons, lineIcons, type FilledIcon, type LineIcon } from '../../shared/look/icons'
import { day, elder, night, radii, sizes, type SizeSet } from '../../shared/look/tokens'
import { dropoffIcons, homeScenes, homeThings, iconNames, thingIcons } from '../src/ui/icon-names'
import { writeTabIcons } from './tab-icons'

const src = path.resolve(__dirname, '../src')
const STROKE = 1.75
/** These are shown small, beside words: a little stronger. */
const STRONG: Partial<Record<LineIcon | FilledIcon, number>> = {
  check: 2.25,
  x: 2,
  'chevron-right': 2,
  'chevron-down': 2,
}

/** As it stands in a style sheet; a quarter shorter than base64. */
const dataAddress = (svg: string): string =>
  `url("data:image/svg+xml,${svg
    .replace(/"/g, "'")
    .replace(/%/g, '%25')
    .replace(/#/g, '%23')
    .replace(/</g, '%3C')
    .replace(/>/g, '%3E')}")`

const svg = (width: number, height: number, body: string, attributes = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"${attributes}>${body}</svg>`

const isLine = (name: LineIcon | FilledIcon): name is LineIcon => name in lineIcons
const iconSvg = (name: LineIcon | FilledIcon): string =>
  isLine(name)
    ? svg(
        24,
        24,
        lineIcons[name],
        ` fill="none" stroke="#000" stroke-width="${STRONG[name] ?? STROKE}" stroke-linecap="round" stroke-linejoin="round"`,
      )
    : svg(24, 24, filledIcons[name])

const variables = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `  --${name}: ${value};\n`)
    .join('')

/** Text and targets in PX, which the build leaves alone: they don't shrink with a narrow phone. */
const sizeVariables = ({ touch, control, tile, gap, ...text }: SizeSet): string =>
  variables({
    ...Object.fromEntries(Object.entries(text).map(([name, value]) => [`t-${name}`, `${value}PX`])),
    touch: `${touch}PX`,
    control: `${control}PX`,
    tile: `${tile}PX`,
    gap: `${gap}px`,
  })

const radiusVariables = variables(
  Object.fromEntries(Object.entries(radii).map(([name, value]) => [`r-${name}`, `${value}px`])),
)

const maskOf = (name: string, picture: string): string =>
  `.i-${name} {\n  -webkit-mask-image: ${dataAddress(picture)};\n}\n`
const thingOf = (name: Thing): string =>
  `.d-${name} {\n  background-image: ${dataAddress(svg(96, 72, shadow + things[name]))};\n}\n`
const sceneOf = (name: Scene): string => {
  const [width, height, body] = scenes[name]
  return `.d-${name} {\n  background-image: ${dataAddress(svg(width, height, body))};\n}\n`
}

const head = '// Written by scripts/look.ts; changes here are lost.\n'
const files: Readonly<Record<string, string>> = {
  'look.generated.scss': [
    head,
    `$ground: ${day.ground};\n`,
    `page,\nbody {\n${variables(day)}${sizeVariables(sizes.normal)}${radiusVariables}}\n`,
    `.look--elder {\n${variables(elder)}${sizeVariables(sizes.elder)}}\n`,
    `.look--night {\n${variables(night)}}\n`,
    ...iconNames.map((name) => maskOf(name, iconSvg(name))),
    maskOf('bin', svg(48, 52, binShape)),
  ].join(''),
  'home-pictures.generated.scss': [head, ...homeThings.map(thingOf), ...homeScenes.map(sceneOf)].join(''),
  'things.generated.scss': [
    head,
    ...(Object.keys(things) as Thing[]).filter((name) => !homeThings.some((one) => one === name)).map(thingOf),
    ...(Object.keys(scenes) as Scene[]).filter((name) => !homeScenes.some((one) => one === name)).map(sceneOf),
    ...thingIcons.map((name) => maskOf(name, iconSvg(name))),
  ].join(''),
  'dropoff-icons.generated.scss': [head, ...dropoffIcons.map((name) => maskOf(name, iconSvg(name)))].join(''),
}

for (const [name, text] of Object.entries(files)) {
  const file = path.join(src, 'ui', name)
  // a file that is touched makes a watching build start again
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
}
writeTabIcons(path.join(src, 'assets/tab'), { idle: day.muted, active: day.primary })
