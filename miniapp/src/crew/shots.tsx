// The crew's own photos of a stop: taken with the camera, kept on the phone at once, sent with the log they belong to.
// Relies on draft.ts. Invariant: a photo that could not be kept is said so.
import { Image, Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import type { Id } from '@shared/ids'
import { pickPictures } from '@/lib/pictures'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Card, Notice } from '@/ui/layout'
import { addPhotos, dropPhoto, useDraft } from './draft'

const MOST = 6

export function Shots({ stopId, title, why }: { stopId: Id; title: string; why: string }) {
  const [{ photos }] = useDraft(stopId)
  const [failed, setFailed] = useState(false)
  const shoot = async () => {
    setFailed(false)
    await addPhotos(stopId, await pickPictures(MOST - photos.length, true)).catch(() => setFailed(true))
  }
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
              {...a11y({ role: 'button', label: `照片 ${index + 1},点开看大图` })}
            >
              <Image className="photo__image" mode="aspectFill" src={path} />
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
      {failed && <Notice tone="error">照片没有存下来,手机存储可能满了。请再拍一次。</Notice>}
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
