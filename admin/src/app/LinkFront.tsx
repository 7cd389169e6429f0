// What a link opens for somebody without an account: the page of the feature that sent it.
import { useLocation } from 'react-router'
import { features } from '../features'
import { Nothing } from '../ui/states'

export function LinkFront() {
  const { pathname } = useLocation()
  const found = features.flatMap(({ linkPages = [] }) => linkPages).find(({ path }) => `/${path}` === pathname)
  if (!found) return <Nothing text="链接不完整，请从收到的消息里重新打开" />
  const { Page } = found
  return <Page />
}
