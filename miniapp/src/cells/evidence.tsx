// Photos of one clause: those that the server has, and those on their way, which stay on this phone until they are
// there.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { CellItem } from '@shared/cells/application'
import { MOST_EVIDENCE } from '@shared/cells/contract'
import { asApiError } from '@/lib/api'
import { platform } from '@/lib/platform/platform'
import { PictureUnreadable } from '@/lib/platform/types'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/layout'
import { PhotoRow, unreadableText } from '@/ui/Photos'
import { Shot } from '@/ui/Shot'
import { addPhoto, changeItem, dropPhoto, sayProblem, sendPhoto, useDrafts, type Photo } from './drafts'

type Props = { id: string; item: CellItem; evidence: readonly string[]; least: number; mayEdit: boolean }

const NO_ROOM = '手机存储满了，照片没有存下来。请删掉一些照片或文件，再拍一次。'

export function Evidence({ id, item, evidence, least, mayEdit }: Props) {
  const waiting = useDrafts((state) => state.photos).filter((one) => one.id === id && one.code === item.code)
  const [isDropping, setDropping] = useState(false)
  const count = evidence.length + waiting.length
  const shoot = async () => {
    const { paths, unreadable } = await platform.pickPictures(Math.min(9, MOST_EVIDENCE - count), false)
    sayProblem(unreadable > 0 ? unreadableText(unreadable) : null)
    for (const path of paths)
      await addPhoto(id, item.code, path).catch((error: unknown) =>
        sayProblem(error instanceof PictureUnreadable ? asApiError(error).text : NO_ROOM),
      )
  }
  return (
    <View>
      {evidence.length > 0 && !isDropping && <PhotoRow ids={evidence} label="照片" />}
      {isDropping &&
        evidence.map((photoId, index) => (
          <View key={photoId}>
            <PhotoRow ids={[photoId]} label={`照片 ${index + 1}`} />
            <Button small onClick={() => changeItem(id, item, { evidence: evidence.filter((one) => one !== photoId) })}>
              {`去掉第${index + 1}张`}
            </Button>
          </View>
        ))}
      {waiting.length > 0 && (
        <View className="photos">
          {waiting.map((photo, index) => (
            <Waiting key={photo.photoId} photo={photo} number={index + 1} />
          ))}
        </View>
      )}
      {waiting.some(({ why }) => why !== null) && (
        <Notice
          tone="warn"
          action={
            <Button
              id="photos-again"
              small
              onClick={() => {
                for (const photo of waiting) void sendPhoto(photo)
              }}
            >
              再传一次
            </Button>
          }
        >{`有照片没传上去，都还在手机里。${waiting.find(({ why }) => why !== null)?.why ?? ''}`}</Notice>
      )}
      {mayEdit && count < MOST_EVIDENCE && (
        <Button
          id="shoot"
          kind={count < least ? 'primary' : 'plain'}
          onClick={() => {
            void shoot()
          }}
        >
          {count === 0 ? '拍照或选照片' : '再加一张'}
        </Button>
      )}
      {mayEdit && evidence.length > 0 && (
        <Button id="drop-photos" kind="quiet" onClick={() => setDropping(!isDropping)}>
          {isDropping ? '不去掉了' : '去掉几张'}
        </Button>
      )}
    </View>
  )
}

function Waiting({ photo, number }: { photo: Photo; number: number }) {
  return (
    <View className="photo">
      <View className="photo__frame">
        <Shot src={photo.path} label={`还没传上去的照片 ${number}`} />
      </View>
      <Text className="photo__text">{photo.why === null ? '正在上传…' : '没传上去'}</Text>
      {photo.why !== null && (
        <View
          className="photo__remove"
          onClick={() => dropPhoto(photo.photoId)}
          {...a11y({ role: 'button', label: `去掉没传上去的照片 ${number}` })}
        >
          <Text>去掉</Text>
        </View>
      )}
    </View>
  )
}
