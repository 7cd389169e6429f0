// The newest messages, beside what waits; all of them are one click away.
import { Link } from 'react-router'
import { notices } from '@shared/notices/contract'
import { shortTime } from '@/lib/format'
import { deskPath } from '@/lib/links'
import { useRead } from '@/lib/query'
import { Loaded, Nothing } from '@/ui/states'

const SHOWN = 6

export function Messages() {
  const query = useRead(notices.inbox, { limit: SHOWN })
  return (
    <section className="card work-messages" aria-label="消息">
      <header>
        <h4>消息</h4>
        <Link to="/notices">全部</Link>
      </header>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing text="还没有消息" />
          ) : (
            <ul>
              {items.map(({ id, title, text, at, readAt, link }) => {
                const to = deskPath(link)
                const shown = (
                  <>
                    {readAt === null ? <strong>{title}</strong> : title}
                    {readAt === null && <span className="unread">未读</span>}
                  </>
                )
                return (
                  <li key={id}>
                    <span>{to ? <Link to={to}>{shown}</Link> : shown}</span>
                    <span className="faint work-message-text">{text}</span>
                    <span className="faint">{shortTime(at)}</span>
                  </li>
                )
              })}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}
