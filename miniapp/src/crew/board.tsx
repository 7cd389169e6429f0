// Somebody gets on or off while a run is under way. Relies on the outbox, so it works without a network.
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { Button } from '@/ui/Button'
import { startRun } from './logging'
import { Names } from './names'
import { CrewScreen, leavePage, NotHere } from './parts'
import { useRun } from './store'

function Board() {
  const { id = '' } = useRouter().params
  const run = useRun(id)
  const [chosen, setChosen] = useState<string[]>(() => run?.board?.names ?? [])
  if (!run) return <NotHere title="换人上车" text="这个班次不在这部手机上" />
  const save = async () => {
    if (await startRun(run, chosen)) leavePage(`/crew/run?id=${id}`)
  }
  const bottom = (
    <Button
      id="save-names"
      kind="primary"
      disabled={chosen.length === 0}
      onClick={() => {
        void save()
      }}
    >
      就是这些人
    </Button>
  )
  return (
    <CrewScreen title="换人上车" run={run} bottom={bottom}>
      <Names planned={run.crewNames ?? []} chosen={chosen} onChange={setChosen} />
    </CrewScreen>
  )
}

export { Board as default }
