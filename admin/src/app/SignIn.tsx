// Signing in: login name and password, then what the server asks next (a new password, a code). The demo offers its
// people.
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Divider, Form, Input } from 'antd'
import { useState } from 'react'
import { staffRoles } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import { people } from '@shared/people/contract'
import { staff } from '@shared/people/staff-contract'
import { ApiError, call } from '@/lib/api'
import { describeError } from '@/lib/query'
import { roleNames } from '@/lib/roles'
import { demoRefreshToken, setAccessToken } from '@/lib/session'

type Fields = { loginName: string; password: string; code?: string; newPassword?: string }
type Step = OutputOf<typeof staff.signIn>

/** The whole page, for who comes. */
export function SignIn() {
  return (
    <main className="sign-in">
      <section className="sign-in-card">
        <h1>无废通管理台</h1>
        <SignInForm onSignedIn={setAccessToken} />
      </section>
    </main>
  )
}

/** @param onSignedIn is given the access token */
export function SignInForm({ onSignedIn }: { onSignedIn: (accessToken: string) => void }) {
  const [step, setStep] = useState<Step | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (fields: Fields): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      const answer = await call(staff.signIn, {
        loginName: fields.loginName,
        password: fields.password,
        code: fields.code || undefined,
        newPassword: fields.newPassword || undefined,
      })
      if (answer.step === 'signedIn') onSignedIn(answer.session.accessToken)
      else setStep(answer)
    } catch (thrown) {
      setError(thrown instanceof ApiError ? describeError(thrown) : '登录没有成功，请重试')
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => void submit(fields)}>
        <Form.Item label="登录名" name="loginName" rules={[{ required: true, message: '请填写登录名' }]}>
          <Input autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item label="密码" name="password" rules={[{ required: true, message: '请填写密码' }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        {step?.step === 'changePassword' && (
          <>
            <Alert type="info" title="现在用的是别人给您的密码，请换成只有自己知道的。" style={{ marginBottom: 16 }} />
            <Form.Item
              label="新密码（至少12个字符）"
              name="newPassword"
              rules={[{ required: true, min: 12, message: '至少12个字符' }]}
            >
              <Input.Password autoFocus autoComplete="new-password" maxLength={128} />
            </Form.Item>
          </>
        )}
        {step?.step === 'enrolTotp' && (
          <Alert
            type="info"
            title="请在验证器应用中添加此密钥，然后填写6位验证码"
            description={<code className="secret">{step.secret}</code>}
            style={{ marginBottom: 16 }}
          />
        )}
        {(step?.step === 'enterTotp' || step?.step === 'enrolTotp') && (
          <Form.Item
            label="验证码"
            name="code"
            rules={[{ required: true, pattern: /^\d{6}$/, message: '请填6位数字' }]}
          >
            <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
          </Form.Item>
        )}
        {error && <Alert type="error" title={error} style={{ marginBottom: 16 }} role="alert" />}
        <Button type="primary" htmlType="submit" block size="large" loading={busy}>
          {step && step.step !== 'signedIn' ? '继续' : '登录'}
        </Button>
      </Form>
      <DemoPeople onError={setError} onSignedIn={onSignedIn} />
    </>
  )
}

type DemoProps = { onError: (text: string) => void; onSignedIn: (accessToken: string) => void }

function DemoPeople({ onError, onSignedIn }: DemoProps) {
  const demo = useQuery({ queryKey: ['demo'], queryFn: () => call(people.demoPersons, {}), retry: false })
  const persons =
    demo.data?.items.filter((person) =>
      person.roles.some((role) => (staffRoles as readonly string[]).includes(role)),
    ) ?? []
  if (persons.length === 0) return null
  const enter = async (person: string): Promise<void> => {
    try {
      const session = await call(people.demoSignIn, { person })
      demoRefreshToken.write(session.refreshToken)
      onSignedIn(session.accessToken)
    } catch (thrown) {
      onError(thrown instanceof ApiError ? thrown.message : '登录没有成功')
    }
  }
  return (
    <>
      <Divider plain>演示环境：以虚构人物进入</Divider>
      <div className="filters">
        {persons.map((person) => (
          <Button key={person.key} onClick={() => void enter(person.key)}>
            {person.displayName} · {person.roles.map((role) => roleNames[role]).join('、')}
          </Button>
        ))}
      </div>
    </>
  )
}
