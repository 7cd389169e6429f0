// The slips of the scales that came with a run sheet: the truck's net weight and the station's.
import { Alert, App, Button, Input } from 'antd'
import { useState } from 'react'
import { runsChecks, type WeighedAt } from '@shared/runs/checks-contract'
import { showGrams } from '@shared/units'
import { ApiError, call } from '@/lib/api'
import { describeError } from '@/lib/query'
import type { BoardRun } from './board'
import { gramsOf } from './paper-entry'

type Props = { run: BoardRun; reload: () => Promise<unknown> }

export function RunWeighings({ run, reload }: Props) {
  return (
    <section aria-label="过磅单">
      <h4>过磅单</h4>
      {run.status === 'planned' ? (
        <Alert type="info" showIcon title="先录至少一站，再录过磅的重量" />
      ) : (
        <div className="entry-line">
          <Slip run={run} at="truck" label="车上净重" grams={run.chain.truckGrams} reload={reload} />
          <Slip run={run} at="station" label="中转站净重" grams={run.chain.stationGrams} reload={reload} />
        </div>
      )}
    </section>
  )
}

type SlipProps = Props & { at: WeighedAt; label: string; grams: number | null }

function Slip({ run, at, label, grams, reload }: SlipProps) {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const { message } = App.useApp()
  const read = gramsOf(typed)
  const write = async (net: number): Promise<void> => {
    setBusy(true)
    await call(runsChecks.logWeighing, { id: run.id, at, grams: net }).then(
      () => {
        setTyped('')
        void message.success(`${label}已登记`)
      },
      (error: unknown) => void message.error(error instanceof ApiError ? describeError(error) : '没有成功，请重试'),
    )
    setBusy(false)
    await reload()
  }
  return (
    <form
      className="entry-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (read !== null && !busy) void write(read)
      }}
    >
      <Input
        addonBefore={label}
        suffix="千克"
        value={typed}
        status={typed !== '' && read === null ? 'error' : undefined}
        placeholder={grams === null ? '未登记' : `已登记${showGrams(grams)}`}
        aria-label={label}
        inputMode="decimal"
        maxLength={8}
        onChange={(event) => setTyped(event.target.value)}
        style={{ width: 280 }}
      />
      <Button htmlType="submit" disabled={read === null} loading={busy}>
        登记
      </Button>
    </form>
  )
}
