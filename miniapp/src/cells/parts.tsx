// What the pages of 无废细胞 share: the score as a ring, a part with its bar, where a figure comes from, points to gain.
// Invariant: colour never speaks alone; every bar and ring carries its figure in words.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { ReactNode } from 'react'
import { heldStates, overStates, type CellState } from '@shared/cells/vocabulary'
import { day } from '@shared/look/tokens'
import { a11y, classes } from '@/ui/a11y'
import { Icon } from '@/ui/Icon'
import './cells.scss'

export const openPage = (url: string): void => {
  void Taro.navigateTo({ url })
}

type RingProps = { score: number; max: number; about: string; name: string; children?: ReactNode }

/** How many points there are of how many, with what that means beside it. */
export function ScoreRing({ score, max, about, name, children }: RingProps) {
  const share = max > 0 ? Math.max(0, Math.min(100, (100 * score) / max)) : 0
  const background = `conic-gradient(${day.primary} ${share}%, ${day.sunk} 0)`
  return (
    <View className="score">
      <View
        className="score__ring"
        style={{ background }}
        {...a11y({ role: 'img', label: `${about}${score}分，满${max}分` })}
      >
        <View className="score__hole">
          <Text className="score__figure">{String(score)}</Text>
          <Text className="score__about">{about}</Text>
        </View>
      </View>
      <View className="score__main">
        <Text className="score__name">{name}</Text>
        {children}
      </View>
    </View>
  )
}

type PartProps = {
  name: string
  score: number
  max: number
  note?: string | undefined
  source?: string | undefined
  weak?: boolean
}

/** One part of the table: its points as a bar. */
export function Part({ name, score, max, note, source, weak = false }: PartProps) {
  return (
    <View className="part" {...a11y({ role: 'group', label: `${name}${score}分，满${max}分` })}>
      <View className="part__head">
        <Text className="part__name">{name}</Text>
        <Text className="part__sum">{`${score}/${max}`}</Text>
      </View>
      <View className="part__track">
        <View
          className={classes('part__fill', weak && 'part__fill--weak')}
          style={{ width: `${max > 0 ? (100 * score) / max : 0}%` }}
        />
      </View>
      {note && <Text className="cell__note">{note}</Text>}
      {source && <Text className="cell__note">{source}</Text>}
    </View>
  )
}

/** Where a figure comes from; opens when there is more to it. */
export function Source({ text, onClick }: { text: string; onClick?: (() => void) | undefined }) {
  return (
    <View
      className={classes('source', onClick && 'source--tap')}
      {...(onClick ? { onClick, ...a11y({ role: 'button', label: `${text}，看来源` }) } : {})}
    >
      <Icon name="leaf" size="s" />
      <Text className="source__text">{text}</Text>
      {onClick && <Icon name="chevron-right" size="s" />}
    </View>
  )
}

type GainProps = { points: number; title: string; note: string; how: string }

/** One of what raises the score most. */
export function Gain({ points, title, note, how }: GainProps) {
  return (
    <View className="gain">
      <Text className="gain__points">{`+${points}`}</Text>
      <View className="gain__main">
        <Text className="part__name">{title}</Text>
        <Text className="cell__note">{note}</Text>
        <Text className="cell__text">{how}</Text>
      </View>
    </View>
  )
}

/** The number of a clause and what it is worth. */
export function ClauseHead({ number, max, about }: { number: string; max: number; about?: string }) {
  return (
    <View className="clause-head">
      <Text className="clause-no">{number}</Text>
      <Text className="clause-max">{`满${max}分${about ? `，${about}` : ''}`}</Text>
    </View>
  )
}

/** Self, review and site beside one another; null: not there, or not shown yet. */
export function ThreeScores({ scores }: { scores: readonly { word: string; score: number | null }[] }) {
  return (
    <View className="three">
      {scores.map(({ word, score }) => (
        <View
          key={word}
          className="three__one"
          {...a11y({ label: `${word}${score === null ? '还没有' : `${score}分`}` })}
        >
          <Text className="three__word">{word}</Text>
          <Text className="three__sum">{score === null ? '—' : String(score)}</Text>
        </View>
      ))}
    </View>
  )
}

const isOf = (states: readonly CellState[], state: CellState): boolean => states.includes(state)

export const stateTone = (state: CellState): 'good' | 'warn' | 'bad' | 'neutral' | 'info' => {
  if (isOf(heldStates, state)) return 'good'
  if (state === 'returned' || state === 'rectifying' || state === 'suspended') return 'warn'
  if (isOf(overStates, state)) return state === 'withdrawn' ? 'neutral' : 'bad'
  return 'info'
}
