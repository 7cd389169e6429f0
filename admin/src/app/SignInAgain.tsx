// Signing in over the page that somebody works on when their session has ended: nothing typed is lost, and what they
// had sent goes again. Somebody else who signs in here begins anew: what was open is not theirs.
import { App, Button, Modal } from 'antd'
import { useNavigate } from 'react-router'
import { people } from '@shared/people/contract'
import { call } from '@/lib/api'
import { queryClient, useRead } from '@/lib/query'
import { demoRefreshToken, setAccessToken, signedInAgain, useSession } from '@/lib/session'
import { SignInForm } from './SignIn'

export function SignInAgain() {
  const { lapsed } = useSession()
  const me = useRead(people.me, {})
  const navigate = useNavigate()
  const { message } = App.useApp()
  const enter = async (token: string): Promise<void> => {
    setAccessToken(token)
    const now = await call(people.me, {}).catch(() => null)
    const isSame = now !== null && now.id === me.data?.id
    signedInAgain(isSame)
    if (isSame) return void message.success('已重新登录，刚才的操作继续办理')
    queryClient.clear()
    void navigate('/')
  }
  const leave = (): void => {
    demoRefreshToken.write(null)
    setAccessToken(null)
    queryClient.clear()
  }
  // above whatever is open, which stays as it is
  return (
    <Modal
      open={lapsed}
      title="登录已过期，请重新登录"
      footer={<Button onClick={leave}>不再登录，离开本页</Button>}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      width={440}
      zIndex={3000}
      destroyOnHidden
    >
      <p>{me.data?.displayName}，您填写的内容还在，登录后继续。</p>
      <SignInForm onSignedIn={(token) => void enter(token)} />
    </Modal>
  )
}
