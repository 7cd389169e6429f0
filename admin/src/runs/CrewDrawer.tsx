// Who drives a run and with which vehicle.
import { Button, Drawer, Form, Input, Select } from 'antd'
import { runsDesk } from '@shared/runs/desk-contract'
import { useRead, useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { Failed } from '@/ui/states'
import type { BoardRun } from './board'

type Fields = { crewIds: string[]; vehicle: string }

export function CrewDrawer({ run, placeId, onDone }: { run: BoardRun | null; placeId: string; onDone: () => void }) {
  return (
    <Drawer open={run !== null} onClose={onDone} title={run ? `${run.name}：班组和车辆` : ''} destroyOnHidden>
      {run && <CrewForm run={run} placeId={placeId} onDone={onDone} />}
    </Drawer>
  )
}

function CrewForm({ run, placeId, onDone }: { run: BoardRun; placeId: string; onDone: () => void }) {
  const crews = useRead(runsDesk.crews, { placeId })
  const save = useWrite(runsDesk.assignCrew, '班组已安排')
  const known = new Map([
    ...run.crewIds.map((id, index) => [id, run.crewNames[index] ?? '…'] as const),
    ...(crews.data?.items.map(({ id, name }) => [id, name] as const) ?? []),
  ])
  const submit = ({ crewIds, vehicle }: Fields): void => {
    save.mutate({ id: run.id, version: run.version, crewIds, vehicle: vehicle.trim() }, { onSuccess: onDone })
  }
  if (crews.error) return <Failed error={crews.error} retry={() => void crews.refetch()} />
  return (
    <EditForm<Fields>
      version={run.version}
      show={{ crewIds: Object.fromEntries(known) }}
      layout="vertical"
      initialValues={{ crewIds: run.crewIds, vehicle: run.vehicle }}
      onFinish={submit}
    >
      <Form.Item label="收运员" name="crewIds" extra="换下来的人，之前已经记下的内容仍然可以上传。">
        <Select
          mode="multiple"
          maxCount={8}
          loading={crews.isFetching}
          options={[...known].map(([value, label]) => ({ value, label }))}
          optionFilterProp="label"
          aria-label="收运员"
        />
      </Form.Item>
      <Form.Item label="车辆" name="vehicle">
        <Input maxLength={20} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        保存
      </Button>
    </EditForm>
  )
}
