// Pictures that belong to a form or a record: shown small through five-minute links, opened large by a tap, added and
// taken out. Relies on the contract of files; each picture is sent as soon as it is picked, under an id of its own.
// Invariants: a picture that could not be sent stays visible with the way to try again; a photo is never required here.
//
//   <PhotoPicker label='照片(可不拍)' ids={ids} onChange={setIds} max={6} hint='…' />
//   <PhotoRow ids={booking.photoIds} label='预约时的照片' />
import { Image, Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import { addressOf, asApiError, upload } from '@/lib/api'
import { newId } from '@/lib/ids'
import { pickPictures } from '@/lib/pictures'
import { useRead } from '@/lib/query'
import { a11y } from './a11y'
import { Button } from './Button'
import { Notice } from './layout'

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
      <View className="photo__frame" onClick={show} {...a11y({ role: 'button', label: `${label},点开看大图` })}>
        {thumb.data && <Image className="photo__image" mode="aspectFill" src={full(thumb.data.url)} />}
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

type Props = { label: string; ids: readonly Id[]; onChange: (ids: Id[]) => void; max?: number; hint?: string }
type Unsent = { id: Id; path: string; why: string | null }

export function PhotoPicker({ label, ids, onChange, max = 6, hint }: Props) {
  const [unsent, setUnsent] = useState<Unsent[]>([])
  const sendAll = async (pictures: readonly Unsent[]) => {
    let sent = [...ids]
    for (const { id, path } of pictures) {
      setUnsent((all) => all.map((one) => (one.id === id ? { ...one, why: null } : one)))
      try {
        await upload(files.upload, path, { id, purpose: 'pickup' }, { key: id })
        sent = [...sent, id]
        onChange(sent)
        setUnsent((all) => all.filter((one) => one.id !== id))
      } catch (error) {
        const why = asApiError(error).text
        setUnsent((all) => all.map((one) => (one.id === id ? { ...one, why } : one)))
      }
    }
  }
  const add = async () => {
    const paths = await pickPictures(max - ids.length - unsent.length)
    const fresh = await Promise.all(paths.map(async (path) => ({ id: await newId(), path, why: null })))
    setUnsent([...unsent, ...fresh])
    await sendAll(fresh)
  }
  const failed = unsent.filter(({ why }) => why !== null)
  return (
    <View className="field">
      <Text className="field__label">{label}</Text>
      <View className="photos">
        {ids.map((id, i) => (
          <Photo key={id} id={id} label={`照片 ${i + 1}`} onRemove={() => onChange(ids.filter((one) => one !== id))} />
        ))}
        {unsent.map(({ id, path, why }) => (
          <View key={id} className="photo">
            <View className="photo__frame">
              <Image className="photo__image" mode="aspectFill" src={path} />
            </View>
            <Text className="photo__text">{why === null ? '正在上传…' : '没传上去'}</Text>
          </View>
        ))}
      </View>
      {failed.length > 0 && (
        <Notice
          tone="warn"
          action={
            <Button
              small
              onClick={() => {
                void sendAll(failed)
              }}
            >
              再传一次
            </Button>
          }
        >{`有 ${failed.length} 张照片没传上去:${failed[0]?.why ?? ''}`}</Notice>
      )}
      {ids.length + unsent.length < max && (
        <Button
          id="add-photo"
          onClick={() => {
            void add()
          }}
        >
          拍照或选照片
        </Button>
      )}
      {hint && <Text className="field__hint">{hint}</Text>}
    </View>
  )
}
