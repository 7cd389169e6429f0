// Menu by role at the left, who is signed in at the top right.
import { Button, Layout, Menu, Tag } from 'antd'
import { Suspense, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { people } from '@shared/people/contract'
import { call } from '@/lib/api'
import { pages } from '@/features'
import { queryClient, useRead } from '@/lib/query'
import { demoRefreshToken, setAccessToken } from '@/lib/session'
import { Loaded } from '@/ui/states'
import { ChangePassword } from './ChangePassword'
import { roleNames } from '@/lib/roles'

export function Shell({ children }: { children: ReactNode }) {
  const me = useRead(people.me, {})
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const [isChanging, setChanging] = useState(false)
  const roles = me.data?.roles
  const items = useMemo(() => menuItems(roles ?? []), [roles])
  // The list is longer than a small screen: the page one is on stays in sight.
  useEffect(() => {
    document.querySelector('.sider .ant-menu-item-selected')?.scrollIntoView({ block: 'nearest' })
  }, [pathname, items])
  const leave = async (): Promise<void> => {
    await call(people.signOut, {}).catch(() => undefined)
    demoRefreshToken.write(null)
    setAccessToken(null)
    queryClient.clear()
  }
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <Layout.Sider theme="light" width={200} breakpoint="lg" collapsedWidth={0} className="sider">
        <div className="brand">无废通管理台</div>
        <Menu
          mode="inline"
          items={items}
          selectedKeys={[pathname.split('/')[1] ?? '']}
          onClick={({ key }) => void navigate(`/${key}`)}
        />
      </Layout.Sider>
      <Layout>
        <Layout.Header
          style={{
            background: '#fff',
            padding: '0 20px',
            display: 'flex',
            gap: 12,
            justifyContent: 'flex-end',
            alignItems: 'center',
          }}
        >
          <span>{me.data?.displayName}</span>
          {me.data?.roles.map((role) => (
            <Tag key={role} color="green">
              {roleNames[role]}
            </Tag>
          ))}
          <Button onClick={() => setChanging(true)}>修改密码</Button>
          <Button onClick={() => void leave()}>退出</Button>
          {isChanging && <ChangePassword onClose={() => setChanging(false)} />}
        </Layout.Header>
        <Layout.Content style={{ padding: 16 }}>
          <Loaded query={me}>{() => children}</Loaded>
        </Layout.Content>
      </Layout>
    </Layout>
  )
}

function menuItems(roles: readonly string[]) {
  const seen = pages.filter((page) => page.roles.some((role) => roles.includes(role)))
  const groups = [...new Set(seen.map((page) => page.group))]
  return groups.map((group) => ({
    type: 'group' as const,
    key: group,
    label: group,
    children: seen
      .filter((page) => page.group === group)
      .map(({ path, title, Count }) => ({
        key: path,
        label: title,
        ...(Count
          ? {
              extra: (
                <Suspense>
                  <Count />
                </Suspense>
              ),
            }
          : {}),
      })),
  }))
}
