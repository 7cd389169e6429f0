// From a hit to the answer that a screen shows: category, route, the local bin, preparation, other conditions.
// Works with the core alone (sentences are then empty) and better with details; relies on search.ts, local.ts, pack.ts.
import type { Answer, DisposalRoute, Edition, Region } from './contract'
import { categoryOf, flagValue, subCategoryOf, type Verdict } from './codes'
import { localOf } from './local'
import { readVariant, type CoreTerm, type Detail, type EditionHead } from './pack'
import { typedOf } from './normalise'
import { asListed, isListedHazard, LISTED_WORDS, type ListedPackaging } from './packaging'
import { BACK_TO_SELLER, heldFieldPoison, inVillageWords, isOfFields, ruralPreparation, ruralReason } from './rural'
import { search, type Hit } from './search'
import type { GuideIndex } from './search-index'

export type Details = ReadonlyMap<string, Detail>
/** Where the person lives decides what the bins are called. */
export type At = {
  region: Region
  rural: boolean
  /** What holds for packaging listed as hazardous, where it is not as the region's switch says. */
  listedPackaging?: ListedPackaging
}

/** Class, route and flags of an entry. */
export function verdictOf(term: Pick<CoreTerm, 'classLine'>): Verdict {
  const [code = 'O', route = 'bin', ...flags] = term.classLine.split(' ')
  return { code, route: route as DisposalRoute, flags }
}

const facts = (verdict: Verdict, { region, rural }: At) => ({
  category: categoryOf(verdict.code),
  subCategory: subCategoryOf(verdict.code),
  route: verdict.route,
  local: localOf(verdict, region, rural),
})

const INFERRED_PREPARATION: Readonly<Record<string, string>> = {
  R: '清空、擦净、保持干燥',
  H: '原样包好，别拆开，交有害垃圾点',
  F: '沥干水分，去掉包装',
  O: '沥干装袋投放',
  N: '单独装好，按指定去向交运',
}

function inferredAnswer(hit: Extract<Hit, { term: null }>, at: At, asked: string): Answer {
  const { inference } = hit
  const isBack = at.rural && inference.code === 'H.chemical' && heldFieldPoison(inference.basis)
  return {
    termId: null,
    name: asked,
    asked,
    matched: asked,
    matchedBy: 'inferred',
    ...facts(isBack ? { ...inference, route: 'return_to_shop' } : inference, at),
    inferred: true,
    basis: inference.basis,
    danger: inference.flags.includes('danger'),
    preparation: isBack ? BACK_TO_SELLER : (inference.say ?? INFERRED_PREPARATION[inference.code.charAt(0)] ?? ''),
    reason: '',
    counterExample: null,
    variants: [],
    material: flagValue(inference.flags, 'material'),
    bulkySize: flagValue(inference.flags, 'bulky') as Answer['bulkySize'],
    source: null,
  }
}

/**
 * The answer of an entry. With `said`, the condition that the person named comes first and the bare word becomes a
 * variant.
 */
export function answerOfTerm(
  term: CoreTerm,
  at: At,
  details: Details | null,
  how?: { matched: string; by: Answer['matchedBy']; variant: number | null; asked: string },
): Answer {
  const written = verdictOf(term)
  if (isListedHazard(written, at.region, at.listedPackaging)) return listedAnswer(term, asListed(written), at, how)
  const verdict = written
  const detail = details?.get(term.id)
  const variants = term.variants.map((text, place) => {
    const variant = readVariant(text)
    const flags = variant.code === verdict.code ? verdict.flags : []
    return {
      verdict: { code: variant.code, route: variant.route, flags },
      condition: variant.condition,
      preparation: detail?.variantPreparations[place] ?? '',
    }
  })
  const said = how?.variant === null || how?.variant === undefined ? undefined : variants[how.variant]
  const returned = at.rural ? variants.find(({ condition, verdict: { route } }) => isReturned(condition, route)) : null
  const back = returned && (!said || said === returned) ? { ...verdict, route: 'return_to_shop' as const } : null
  const shown = back ?? said?.verdict ?? verdict
  const others = variants.filter((variant) => variant !== said && variant !== returned)
  if (said && !back) others.unshift({ verdict, condition: '一般情况', preparation: detail?.preparation ?? '' })
  const fact = facts(shown, at)
  const words = wordsAt(at, shown, fact.local)
  return {
    termId: term.id,
    name: term.names[0] ?? term.id,
    asked: how?.asked ?? term.names[0] ?? term.id,
    matched: how?.matched ?? term.names[0] ?? term.id,
    matchedBy: how?.by ?? 'name',
    ...fact,
    inferred: false,
    basis: said ? `按“${said.condition}”的情况回答` : null,
    danger: verdict.flags.includes('danger'),
    preparation: back ? BACK_TO_SELLER : words.preparation(said?.preparation || (detail?.preparation ?? '')),
    reason: words.reason(detail?.reason ?? ''),
    counterExample: detail?.counterExample ? words.plain(detail.counterExample) : null,
    variants: others.map((variant) => {
      const other = facts(variant.verdict, at)
      return {
        condition: variant.condition,
        ...other,
        preparation: wordsAt(at, variant.verdict, other.local).preparation(variant.preparation),
      }
    }),
    material: flagValue(shown.flags, 'material'),
    bulkySize: flagValue(shown.flags, 'bulky') as Answer['bulkySize'],
    source: detail?.source ?? null,
  }
}

/** Packaging that is hazardous where the person lives, washed or not. */
function listedAnswer(
  term: CoreTerm,
  verdict: Verdict,
  at: At,
  how?: { matched: string; by: Answer['matchedBy']; asked: string },
): Answer {
  const name = term.names[0] ?? term.id
  return {
    termId: term.id,
    name,
    asked: how?.asked ?? name,
    matched: how?.matched ?? name,
    matchedBy: how?.by ?? 'name',
    ...facts(verdict, at),
    inferred: false,
    basis: null,
    danger: true,
    ...LISTED_WORDS,
    counterExample: null,
    variants: [],
    material: null,
    bulkySize: null,
  }
}

const isReturned = (condition: string, route: DisposalRoute): boolean =>
  route === 'return_to_shop' && isOfFields(condition)

/** An entry's sentences as they are said where the person lives; none stays none. */
function wordsAt({ rural }: At, verdict: Verdict, local: Answer['local']) {
  const when = (say: (text: string) => string) => (text: string) => (rural && text ? say(text) : text)
  return {
    preparation: when((text) => ruralPreparation(text, verdict, local)),
    reason: when((text) => ruralReason(text, verdict, local)),
    plain: when((text) => inVillageWords(text, local)),
  }
}

/**
 * Searches and answers. @param details null while only the core is there @returns best first; empty when nothing is
 * known
 */
export function answers(index: GuideIndex, question: string, at: At, details: Details | null, limit = 10): Answer[] {
  return search(index, question, limit).flatMap((hit) => {
    const asked = typedOf(question, hit.asked)
    if (hit.term === null) return [inferredAnswer(hit, at, asked)]
    const term = index.terms[hit.term]
    return term ? [answerOfTerm(term, at, details, { ...hit, asked })] : []
  })
}

/** What a screen says about where its answers come from. */
export function editionOf(index: Pick<GuideIndex, 'head' | 'terms' | 'names'>, region: Region): Edition {
  const { number, publishedOn, reviewedBy, reviewedOn } = index.head satisfies EditionHead
  return { number, publishedOn, reviewedBy, reviewedOn, terms: index.terms.length, names: index.names.length, region }
}
