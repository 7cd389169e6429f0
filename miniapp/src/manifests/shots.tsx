// Photos taken on this phone, kept where they last, to be sent with a row of the outbox.
import { Text, View } from '@tarojs/components'
import type { Id } from '@shared/ids'
import { asApiError } from '@/lib/api'
import { newId } from '@/lib/ids'
import { platform } from '@/lib/platform/platform'
import { PictureUnreadable } from '@/lib/platform/types'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { unreadableText } from '@/ui/Photos'
import { Shot as Picture } from '@/ui/Shot'
import { sayProblem } from './night'

export type Shot = { id: Id; path: string }
const MOST = 4
const NO_ROOM = '手机存储满了，没有存下来。请删掉一些照片或文件，再试一次。'

type Props = { id: string; label: string; shots: readonly Shot[]; onChange: (shots: readonly Shot[]) => void }

export function Shots({ id, label, shots, onChange }: Props) {
  const shoot = async () => {
    const { paths, unreadable } = await platform.pickPictures(MOST - shots.length, true)
    sayProblem(unreadable > 0 ? unreadableText(unreadable) : null)
    const taken = [...shots]
    for (const path of paths) {
      try {
        taken.push({ id: await newId(), path: await platform.keepFile(path) })
      } catch (error) {
        sayProblem(error instanceof PictureUnreadable ? asApiError(error).text : NO_ROOM)
      }
    }
    onChange(taken)
  }
  return (
    <View className="field">
      <Text className="field__label">{label}</Text>
      <View className="photos">
        {shots.map((shot, index) => (
          <View key={shot.id} className="photo">
            <View className="photo__frame">
              <Picture src={shot.path} label={`照片 ${index + 1}`} />
            </View>
            <View
              className="photo__remove"
              onClick={() => {
                void platform.dropFile(shot.path)
                onChange(shots.filter((one) => one.id !== shot.id))
              }}
              {...a11y({ role: 'button', label: `去掉照片 ${index + 1}` })}
            >
              <Text>去掉</Text>
            </View>
          </View>
        ))}
      </View>
      {shots.length < MOST && (
        <Button
          id={id}
          onClick={() => {
            void shoot()
          }}
        >
          {shots.length === 0 ? '拍照' : '再拍一张'}
        </Button>
      )}
    </View>
  )
}
