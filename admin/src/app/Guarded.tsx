// A page as its row in the table says it: the browser's tab bears its title, and who may not see it reads one sentence
// in place of a page whose every request is refused.
import { useEffect } from 'react'
import { Link } from 'react-router'
import type { Role } from '@shared/actors'
import type { PageRow } from '@/feature'
import { Nothing } from '@/ui/states'
import { maySee } from './Menu'

const NAME = '无废通管理台'

export function Guarded({ page, held }: { page: PageRow; held: readonly Role[] }) {
  const { Page, title } = page
  useTitle(title)
  return maySee(page, held) ? (
    <Page />
  ) : (
    <Sentence text={`“${title}”不在您的身份能办的业务里。需要时请管理员为您授予相应的身份。`} />
  )
}

export function Unknown() {
  useTitle('没有这个页面')
  return <Sentence text="没有这个页面，链接可能已经过时。" />
}

function Sentence({ text }: { text: string }) {
  return (
    <section className="page">
      <Nothing text={text} action={<Link to="/">回到工作台</Link>} />
    </section>
  )
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${NAME}`
    return () => {
      document.title = NAME
    }
  }, [title])
}
