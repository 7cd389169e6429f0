// Choosing a material and keying in its weight: one sheet, large keys for gloves, kilograms with two decimals.
// Relies on weights.ts and on the materials that came with the run. Invariant: the figure on screen is the one that is
// kept.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { materialName } from '@shared/ledger/materials'
import type { PickupKind, WeighIn } from '@shared/pickups/schemas'
import { platform } from '@/lib/platform/platform'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Sheet } from '@/ui/Sheet'
import { useCrew } from './store'
import { gramsOf, kilogramsText, padKeys, press, type PadKey } from './weights'

type Material = WeighIn['material']
/** A line that is changed, or a new one (`index` null). */
export type PadTarget = { index: number | null; material: Material | null; grams: number | null }
type Props = {
  target: PadTarget
  kind: PickupKind
  onClose: () => void
  onDone: (index: number | null, weight: WeighIn) => void
}

/** What is usually weighed of each kind of pickup comes first. */
const usual: Readonly<Record<PickupKind, readonly Material[]>> = {
  bulky: ['wood_furniture', 'wood_furniture_reused', 'textile', 'residual'],
  appliance: ['weee', 'steel'],
  hazardous: ['hazardous'],
  recyclable: ['cardboard', 'paper', 'plastic_mixed', 'plastic_pet', 'steel', 'aluminium', 'glass', 'textile'],
}

const spoken = (key: PadKey): string => (key === 'back' ? '退格' : key === '.' ? '点' : key)

export function MaterialPad({ target, kind, onClose, onDone }: Props) {
  const [material, setMaterial] = useState(target.material)
  const [text, setText] = useState('')
  if (!material)
    return (
      <Sheet open title="是什么材料" onClose={onClose}>
        <Materials kind={kind} onPick={setMaterial} />
      </Sheet>
    )
  const shown = text === '' ? (target.grams === null ? '0.00' : kilogramsText(target.grams)) : text
  const grams = text === '' ? target.grams : gramsOf(text)
  const tap = (key: PadKey) => {
    platform.vibrate('short')
    setText((before) => press(before, key))
  }
  const done = (
    <View className="crew">
      <Button
        id="weight-done"
        kind="primary"
        disabled={grams === null}
        onClick={() => {
          if (grams !== null) onDone(target.index, { material, grams })
        }}
      >
        好了
      </Button>
    </View>
  )
  return (
    <Sheet open title={materialName(material)} onClose={onClose} bottom={done}>
      <View className="pad__shown" {...a11y({ role: 'status', label: `${shown}千克`, live: 'polite' })}>
        <Text className="pad__figure">{shown}</Text>
        <Text className="pad__unit">千克</Text>
      </View>
      <View className="pad">
        {padKeys.map((key) => (
          <View
            key={key}
            id={`key-${key}`}
            className="pad__key"
            onClick={() => tap(key)}
            {...a11y({ role: 'button', label: spoken(key) })}
          >
            <Text>{key === 'back' ? '退格' : key}</Text>
          </View>
        ))}
      </View>
    </Sheet>
  )
}

function Materials({ kind, onPick }: { kind: PickupKind; onPick: (material: Material) => void }) {
  const materials = useCrew((state) => state.bundle?.materials) ?? []
  const rank = (code: string): number => {
    const at = (usual[kind] as readonly string[]).indexOf(code)
    return at < 0 ? usual[kind].length : at
  }
  const sorted = [...materials].sort((a, b) => rank(a.code) - rank(b.code))
  return (
    <View className="materials">
      {sorted.map(({ code, name }) => (
        <View
          key={code}
          id={`material-${code}`}
          className="material"
          onClick={() => onPick(code as Material)}
          {...a11y({ role: 'button', label: name })}
        >
          <Text>{name}</Text>
        </View>
      ))}
    </View>
  )
}
