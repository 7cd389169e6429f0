// Pictures that belong to a form or a record: shown small through five-minute links, opened large by a tap, added and
// taken out. Relies on the contract of files; each picture is sent as soon as it is picked, under an id of its own.
// Invariants: a picture that could not be sent stays visible with the way to try again or to take it out; a photo is
// never required here.
//
//   <PhotoPicker label='照片(可不拍)' ids={ids} onChange={setIds} max={6} hint='…' />
//   <PhotoRow ids={booking.photoIds} label='预约时的照片' />
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useRef, useState } from 'react'
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import { addressOf, asApiError, upload } from '@/lib/api'
import { newId } from '@/lib/ids'
import { platform } from '@/lib/platform/platform'
import { useRead } from '@/lib/query'
import { a11y } from './a11y'
import { Button } from './Button'
import { Notice } from './layout'
import { Shot } from './Shot'

const LINK_FRESH_MS = 4 * 60_000
const full = (url: string): string => (/^https?:/.test(url) ? url : addressOf(url))

function Photo({ id, label, onRemove }: { id: Id; label: string; onRemove?: () => void }) {
  const thumb = useRead(files.link, { id, size: 'thumb' }, { staleMs: LINK_FRESH_MS })
  const large = useRead(files.link, { id, size: 'full' }, { staleMs: LINK_FRESH_MS })
  const show = () => {
    if (large.data) void Taro.previewImage({ urls: [full(large.data.url)] })
  }
  return (
    <View className="photo">
      <View className="photo__frame" onClick={show} {...a11y({ role: 'button', label: `${label}，点开看大图` })}>
        {thumb.data && <Shot src={full(thumb.data.url)} />}
        {thumb.error && <Text className="photo__text">暂时看不到</Text>}
      </View>
      {onRemove && (
        <View className="photo__remove" onClick={onRemove} {...a11y({ role: 'button', label: `去掉${label}` })}>
          <Text>去掉</Text>
        </View>
      )}
    </View>
  )
}

export function PhotoRow({ ids, label }: { ids: readonly Id[]; label: string }) {
  return (
    <View className="photos">
      {ids.map((id, i) => (
        <Photo key={id} id={id} label={`${label} ${i + 1}`} />
      ))}
    </View>
  )
}

type Props = {
  label: string
  ids: readonly Id[]
  onChange: (ids: Id[]) => void
  /** Hears how many picked pictures the server does not have yet. */
  onUnsent?: (count: number) => void
  max?: number
  hint?: string
  /** In one word what they were taken for: it stands in a person's copy. */
  purpose?: string
}
type Unsent = { id: Id; path: string; why: string | null }

/** Sends pictures one after the other; those that could not be sent stay with the reason. */
function useSending({ ids, onChange, onUnsent, purpose = 'pickup' }: Props) {
  const [unsent, setUnsent] = useState<readonly Unsent[]>([])
  // What is newest, also for a picture whose sending began several renders ago.
  const latest = useRef({ ids, onChange, unsent })
  latest.current = { ids, onChange, unsent: latest.current.unsent }
  const keep = (next: readonly Unsent[]) => {
    latest.current.unsent = next
    setUnsent(next)
    onUnsent?.(next.length)
  }
  const drop = (picture: Unsent) => {
    keep(latest.current.unsent.filter(({ id }) => id !== picture.id))
    void platform.dropFile(picture.path)
  }
  const mark = (id: Id, why: string | null) =>
    keep(latest.current.unsent.map((one) => (one.id === id ? { ...one, why } : one)))
  const send = async (pictures: readonly Unsent[]) => {
    for (const { id } of pictures) mark(id, null)
    for (const picture of pictures) {
      const { id, path } = picture
      try {
        await upload(files.upload, path, { id, purpose }, { key: id })
        const now = [...latest.current.ids.filter((one) => one !== id), id]
        latest.current.ids = now
        latest.current.onChange(now)
        drop(picture)
      } catch (error) {
        mark(id, asApiError(error).text)
      }
    }
  }
  const add = async (paths: readonly string[]) => {
    const fresh = await Promise.all(paths.map(async (path) => ({ id: await newId(), path, why: null })))
    keep([...latest.current.unsent, ...fresh])
    await send(fresh)
  }
  return { unsent, add, send, drop }
}

export function PhotoPicker(props: Props) {
  const { label, ids, onChange, max = 6, hint } = props
  const { unsent, add, send, drop } = useSending(props)
  const [unreadable, setUnreadable] = useState(0)
  const pick = async () => {
    setUnreadable(0)
    const picked = await platform.pickPictures(max - ids.length - unsent.length, false)
    setUnreadable(picked.unreadable)
    await add(picked.paths)
  }
  const failed = unsent.filter(({ why }) => why !== null)
  return (
    <View className="field">
      <Text className="field__label">{label}</Text>
      <View className="photos">
        {ids.map((id, i) => (
          <Photo key={id} id={id} label={`照片 ${i + 1}`} onRemove={() => onChange(ids.filter((one) => one !== id))} />
        ))}
        {unsent.map((one) => (
          <View key={one.id} className="photo">
            <View className="photo__frame">
              <Shot src={one.path} label="还没传上去的照片" />
            </View>
            <Text className="photo__text">{one.why === null ? '正在上传…' : '没传上去'}</Text>
            {one.why !== null && (
              <View
                className="photo__remove"
                onClick={() => drop(one)}
                {...a11y({ role: 'button', label: '去掉没传上去的照片' })}
              >
                <Text>去掉</Text>
              </View>
            )}
          </View>
        ))}
      </View>
      {failed.length > 0 && (
        <Notice
          tone="warn"
          action={
            <Button
              id="send-photos-again"
              small
              onClick={() => {
                void send(failed)
              }}
            >
              再传一次
            </Button>
          }
        >{`有${failed.length}张照片没传上去：${failed[0]?.why ?? ''}`}</Notice>
      )}
      {unreadable > 0 && <Notice tone="warn">{unreadableText(unreadable)}</Notice>}
      {ids.length + unsent.length < max && (
        <Button
          id="add-photo"
          onClick={() => {
            void pick()
          }}
        >
          拍照或选照片
        </Button>
      )}
      {hint && <Text className="field__hint">{hint}</Text>}
    </View>
  )
}

/** Said when a picked file is no picture that this phone can open. */
export const unreadableText = (count: number): string =>
  `有${count}个文件打不开，请换成手机拍的照片（JPG 或 PNG），或者重新拍一张。`
