// What stands round every page: the menu at the left, which a narrow screen shows as icons; at the top the messages and
// who is signed in.
import { Button, Dropdown, Layout } from 'antd'
import { useState, type ReactNode } from 'react'
import type { Role } from '@shared/actors'
import { operations } from '@shared/operations/contract'
import { people } from '@shared/people/contract'
import { day } from '@shared/look/tokens'
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
  const about = useRead(operations.about, {})
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
          <Logo />
          {!isNarrow && (
            <span>
              {about.data?.cityName ? `${about.data.cityName}无废城市` : '无废通'}
              <span className="faint">管理台</span>
            </span>
          )}
        </div>
        <nav aria-label="主菜单">
          <Menu held={held} isNarrow={isNarrow} />
        </nav>
        <Button
          type="text"
          className="fold"
          aria-label={isNarrow ? '展开菜单' : '收起菜单'}
          aria-expanded={!isNarrow}
          icon={<Icon name="columns" />}
          onClick={() => setNarrow(!isNarrow)}
        >
          {isNarrow ? '' : '收起'}
        </Button>
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

/** The river and the sun over it, as on the residents' home page. */
function Logo() {
  return (
    <svg viewBox="0 0 48 48" width={30} height={30} aria-hidden>
      <rect width="48" height="48" rx="13" fill={day.primary} />
      <circle cx="33" cy="15" r="6" fill={day.warm} />
      <g fill="none" strokeWidth="4.5" strokeLinecap="round">
        <path d="M6 26c6-7 12 3 18-3s12-4 18 1" stroke={day.paper} />
        <path d="M6 36c6-7 12 3 18-3s12-4 18 1" stroke="#8fd6c9" />
      </g>
    </svg>
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
          <span className="account-mark" aria-hidden>
            {name.slice(0, 1)}
          </span>
          <span className="account-name">
            <strong>{name}</strong>
            <span className="faint">{held.map((role) => roleNames[role]).join('、')}</span>
          </span>
          <Icon name="chevron-down" size={16} />
        </Button>
      </Dropdown>
      {isChanging && <ChangePassword onClose={() => setChanging(false)} />}
    </>
  )
}
