// A paper or a table of the server on this phone: fetched with one tap and handed on with a second, since WeChat hands
// files over only from inside a tap.
import { View } from '@tarojs/components'
import { useState } from 'react'
import type { InputOf, Route } from '@shared/contract'
import { asApiError, download, type ApiError } from '@/lib/api'
import { platform } from '@/lib/platform/platform'
import { Button } from './Button'
import { toast } from './Confirm'
import { ErrorState } from './ErrorState'

type Props<R extends Route> = { id: string; route: R; input: InputOf<R>; name: string; children: string }

/** @param props.name of the file with its ending */
export function Paper<R extends Route>({ id, route, input, name, children }: Props<R>) {
  const [busy, setBusy] = useState(false)
  const [path, setPath] = useState<string | null>(null)
  const [failed, setFailed] = useState<ApiError | null>(null)
  const run = (work: () => Promise<void>) => {
    setBusy(true)
    setFailed(null)
    work()
      .catch((error: unknown) => setFailed(asApiError(error)))
      .finally(() => setBusy(false))
  }
  const give = (file: string) =>
    run(async () => {
      if (await platform.giveFile(file, name)) toast('已取出')
    })
  return (
    <View>
      {failed && <ErrorState error={failed} />}
      {path === null ? (
        <Button id={id} loading={busy} onClick={() => run(async () => setPath(await download(route, input)))}>
          {children}
        </Button>
      ) : (
        <Button id={id} kind="primary" about={name} loading={busy} onClick={() => give(path)}>
          {platform.kind === 'weapp' ? '发到聊天保存' : '保存到本机'}
        </Button>
      )}
    </View>
  )
}
