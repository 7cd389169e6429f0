// What stands round every page: the menu at the left, which a narrow screen shows as icons; at the top the messages and
// who is signed in.
import { Button, Dropdown, Layout, Tag } from 'antd'
import { useState, type ReactNode } from 'react'
import type { Role } from '@shared/actors'
import { people } from '@shared/people/contract'
import { call } from '@/lib/api'
import { queryClient, useRead } from '@/lib/query'
import { roleNames } from '@/lib/roles'
import { demoRefreshToken, setAccessToken } from '@/lib/session'
import { Bell } from '@/notices/Bell'
import { Icon } from '@/ui/Icon'
import { Loaded } from '@/ui/states'
import { ChangePassword } from './ChangePassword'
import { Menu } from './Menu'
import { SearchBox } from './SearchBox'
import { StaleStrip } from './StaleStrip'
import { useKitAccess } from './kit-access'

async function leave(): Promise<void> {
  await call(people.signOut, {}).catch(() => undefined)
  demoRefreshToken.write(null)
  setAccessToken(null)
  queryClient.clear()
}

export function Shell({ children }: { children: (held: readonly Role[]) => ReactNode }) {
  const me = useRead(people.me, {})
  useKitAccess()
  const [isNarrow, setNarrow] = useState(false)
  const held = me.data?.roles ?? []
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <a className="skip" href="#content" onClick={toContent}>
        跳到正文
      </a>
      <Layout.Sider
        theme="light"
        width={208}
        breakpoint="xl"
        collapsedWidth={64}
        collapsible
        trigger={null}
        collapsed={isNarrow}
        onCollapse={setNarrow}
        className="sider"
      >
        <div className="brand">
          <Button
            type="text"
            aria-label={isNarrow ? '展开菜单' : '收起菜单'}
            aria-expanded={!isNarrow}
            icon={<Icon name="columns" />}
            onClick={() => setNarrow(!isNarrow)}
          />
          {!isNarrow && '无废通管理台'}
        </div>
        <nav aria-label="主菜单">
          <Menu held={held} isNarrow={isNarrow} />
        </nav>
      </Layout.Sider>
      <Layout style={{ minWidth: 0 }}>
        <Layout.Header className="top">
          <SearchBox held={held} />
          <span className="top-space" />
          <Bell />
          <Account name={me.data?.displayName ?? ''} held={held} />
        </Layout.Header>
        <StaleStrip />
        <Layout.Content id="content" tabIndex={-1} style={{ padding: 16 }}>
          <Loaded query={me}>{() => children(held)}</Loaded>
        </Layout.Content>
      </Layout>
    </Layout>
  )
}

/** The address stays: it names the page, not a place on it. */
function toContent(event: { preventDefault: () => void }): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}

function Account({ name, held }: { name: string; held: readonly Role[] }) {
  const [isChanging, setChanging] = useState(false)
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'password', label: '修改密码', onClick: () => setChanging(true) },
            { key: 'leave', label: '退出', onClick: () => void leave() },
          ],
        }}
      >
        <Button type="text" className="account">
          <Icon name="user" /> <span className="account-name">{name}</span>
          {held.map((role) => (
            <Tag key={role} color="green">
              {roleNames[role]}
            </Tag>
          ))}
          <Icon name="chevron-down" size={16} />
        </Button>
      </Dropdown>
      {isChanging && <ChangePassword onClose={() => setChanging(false)} />}
    </>
  )
}
