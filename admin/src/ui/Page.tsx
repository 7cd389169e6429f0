// A page of the console: title, what can be done, content.
import { Typography } from 'antd'
import type { ReactNode } from 'react'

export function Page({
  title,
  hint,
  actions,
  children,
}: {
  title: string
  hint?: string
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="page">
      <header className="page-head">
        <div>
          <Typography.Title level={3} style={{ margin: 0 }}>
            {title}
          </Typography.Title>
          {hint && (
            <Typography.Text type="secondary" className="no-print">
              {hint}
            </Typography.Text>
          )}
        </div>
        <div className="page-actions">{actions}</div>
      </header>
      {children}
    </section>
  )
}
