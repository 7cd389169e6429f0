// A button that opens a paper (a PDF of the server) in a new tab, to be printed from there.
import { App, Button, type ButtonProps } from 'antd'
import { useState } from 'react'
import type { InputOf, Route } from '@shared/contract'
import { ApiError, openPaper } from '@/lib/api'
import { describeError } from '@/lib/query'

type Props<R extends Route> = Omit<ButtonProps, 'onClick' | 'loading'> & { route: R; input: InputOf<R> }

export function PaperButton<R extends Route>({ route, input, ...rest }: Props<R>) {
  const [busy, setBusy] = useState(false)
  const { message } = App.useApp()
  const open = async (): Promise<void> => {
    setBusy(true)
    await openPaper(route, input).catch((error: unknown) =>
      message.error(error instanceof ApiError ? describeError(error) : '没有打开，请重试'),
    )
    setBusy(false)
  }
  return <Button {...rest} loading={busy} onClick={() => void open()} />
}
