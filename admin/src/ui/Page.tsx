// A page of the console: title, what can be done, content.
import { Typography } from 'antd'
import type { ReactNode } from 'react'

export function Page({
  title,
  hint,
  actions,
  bare = false,
  children,
}: {
  title: string
  hint?: string | undefined
  actions?: ReactNode
  /** Its content stands on cards of its own, beside each other. */
  bare?: boolean
  children: ReactNode
}) {
  return (
    <section className={bare ? 'page bare' : 'page'}>
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
