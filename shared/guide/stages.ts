// Taking a phrase apart in stages: without its question, then one thing after the other that was said of it, from the
// whole phrase inwards. Relies on phrase.ts for the words; every search looks the stages up in this order.
import { stripOnce, stripQuestion } from './phrase'

/** A stage of taking a phrase apart: what is left, and what was said of it. */
export type Stage = { word: string; said: string }

export function stagesOf(phrase: string): Stage[] {
  const stages: Stage[] = [{ word: phrase, said: '' }]
  const add = (word: string, said: string): void => {
    if (word && !stages.some((stage) => stage.word === word)) stages.push({ word, said })
  }
  const bare = stripQuestion(phrase)
  add(bare, '')
  let rest = bare
  let said = ''
  for (let turn = 0; turn < 6; turn += 1) {
    const step = stripOnce(rest)
    if (!step) break
    const alone = step.off.replace(/[了的]+$/, '')
    // "牛奶过期了" may be known as 过期牛奶, "鱼死了" as 死鱼
    add((step.behind ? alone : alone.replace(/[掉过完]$/, '')) + step.rest, said)
    rest = step.rest
    said += step.off
    add(rest, said)
  }
  return stages
}

/** "牛奶的盒子": known together, or by what stands behind 的, or, where nothing does, before it. */
export function ofStages(stage: Stage): Stage[] {
  const at = stage.word.lastIndexOf('的')
  if (at <= 0) return []
  const before = stage.word.slice(0, at)
  const after = stage.word.slice(at + 1)
  const whole = { word: before.slice(before.lastIndexOf('的') + 1) + after, said: stage.said }
  if (!after) return [{ word: before, said: stage.said }]
  // "猫拉的屎": without what the one does to the other
  const without = { word: before.slice(0, -1) + after, said: stage.said }
  const happened = stripOnce(before)
  const done = happened?.behind ? [{ word: happened.rest + after, said: stage.said + happened.off }] : []
  return [
    whole,
    without,
    ...done,
    { word: after, said: stage.said + before },
    ...stagesOf(after).map((each) => ({ word: each.word, said: stage.said + before + each.said })),
  ]
}
