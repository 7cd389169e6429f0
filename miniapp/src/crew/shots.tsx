// The crew's own photos of a stop: taken with the camera, kept on the phone at once, sent with the log they belong to.
// Relies on draft.ts. Invariant: a photo that could not be kept is said so, with the
// reason, and can be tried once more.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import type { Id } from '@shared/ids'
import { asApiError } from '@/lib/api'
import { platform } from '@/lib/platform/platform'
import { PictureUnreadable } from '@/lib/platform/types'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Card, Notice } from '@/ui/layout'
import { unreadableText } from '@/ui/Photos'
import { Shot } from '@/ui/Shot'
import { addPhoto, dropPhoto, useDraft } from './draft'

const MOST = 6
const NO_ROOM = '手机存储满了，请删掉一些照片或文件，再存一次'

type Failed = { path: string; why: string }

/** Keeps what was taken; what could not be kept stays here, so that it can be tried once more. */
function useShooting(stopId: Id, left: number) {
  const [failed, setFailed] = useState<readonly Failed[]>([])
  const [unreadable, setUnreadable] = useState(0)
  const keepAll = async (paths: readonly string[]) => {
    const lost: Failed[] = []
    for (const path of paths) {
      await addPhoto(stopId, path).catch((error: unknown) => {
        const why = error instanceof PictureUnreadable ? asApiError(error).text : NO_ROOM
        lost.push({ path, why })
      })
    }
    setFailed(lost)
  }
  const shoot = async () => {
    const picked = await platform.pickPictures(left, true)
    setUnreadable(picked.unreadable)
    await keepAll(picked.paths)
  }
  return { failed, unreadable, shoot, again: () => keepAll(failed.map(({ path }) => path)) }
}

export function Shots({ stopId, title, why }: { stopId: Id; title: string; why: string }) {
  const [{ photos }] = useDraft(stopId)
  const { failed, unreadable, shoot, again } = useShooting(stopId, MOST - photos.length)
  return (
    <Card title={title}>
      <Text className="quiet">{why}</Text>
      <View className="photos">
        {photos.map((path, index) => (
          <View key={path} className="photo">
            <View
              className="photo__frame"
              onClick={() => {
                void Taro.previewImage({ urls: [path] })
              }}
              {...a11y({ role: 'button', label: `照片 ${index + 1}，点开看大图` })}
            >
              <Shot src={path} />
            </View>
            <View
              className="photo__remove"
              onClick={() => dropPhoto(stopId, path)}
              {...a11y({ role: 'button', label: `去掉照片 ${index + 1}` })}
            >
              <Text>去掉</Text>
            </View>
          </View>
        ))}
      </View>
      {unreadable > 0 && <Notice tone="error">{unreadableText(unreadable)}</Notice>}
      {failed.length > 0 && (
        <Notice
          tone="error"
          action={
            <Button
              id="keep-again"
              small
              onClick={() => {
                void again()
              }}
            >
              再存一次
            </Button>
          }
        >{`有${failed.length}张照片没有存下来：${failed[0]?.why ?? ''}`}</Notice>
      )}
      {photos.length < MOST && (
        <Button
          id="shoot"
          onClick={() => {
            void shoot()
          }}
        >
          {photos.length === 0 ? '拍照' : '再拍一张'}
        </Button>
      )}
    </Card>
  )
}
