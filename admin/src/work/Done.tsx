// What whoever is signed in did in the last two weeks, in the words of the audit log.
import { useContext, useMemo } from 'react'
import { Link } from 'react-router'
import { work } from '@shared/work/contract'
import { AuditParts } from '@/lib/audit-parts'
import { auditWords } from '@/lib/audit-words'
import { shortTime } from '@/lib/format'
import { useRead } from '@/lib/query'
import { Loaded, Nothing } from '@/ui/states'

export function Done() {
  const parts = useContext(AuditParts)
  const { actionName, subjectOf } = useMemo(() => auditWords(parts), [parts])
  const query = useRead(work.done, {})
  return (
    <Loaded query={query}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Nothing text="最近两周还没有办过事" />
        ) : (
          <ul className="work-list" aria-label="最近两周办过的">
            {rows.map(({ id, at, action, subject, reason }) => {
              const { name, to } = subjectOf(subject)
              return (
                <li key={id} className="work-line">
                  <span className="faint work-when">{shortTime(at)}</span>
                  <span className="work-text">
                    {actionName(action)}
                    {reason && <span className="faint work-reason">{reason}</span>}
                  </span>
                  <span />
                  {to ? (
                    <Link to={to} className="work-do" aria-label={`打开${name}：${actionName(action)}`}>
                      {name}
                    </Link>
                  ) : (
                    <span className="faint">{name}</span>
                  )}
                </li>
              )
            })}
          </ul>
        )
      }
    </Loaded>
  )
}
