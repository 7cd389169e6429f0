// The sorting guide: search, the answer, editions with delta download, words nobody knows, the editor.
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { countedPageOf, line, listInput, pageInput, pageOf, queryFlag, queryInt, route, text } from '../contract'
import * as z from '../z'

/** Region profiles are data; see places/profiles. */
export const Region = z.enum(['xuchang', 'anyang', 'yanshi'])
export type Region = z.infer<typeof Region>

/** GB/T 19095-2019: four categories; null where the thing is no household waste. */
export const Category = z.enum(['recyclable', 'hazardous', 'food', 'residual'])
export type Category = z.infer<typeof Category>

/** GB/T 19095-2019, table 1: eleven sub-classes; residual waste has none. */
export const SubCategory = z.enum([
  'paper',
  'plastic',
  'metal',
  'glass',
  'textile',
  'lamp',
  'household_chemical',
  'battery',
  'home_food',
  'canteen_food',
  'market_food',
])
export type SubCategory = z.infer<typeof SubCategory>

/** How a thing leaves the home; separate from its category. */
export const DisposalRoute = z.enum([
  'bin',
  'door_recycling',
  'bulky',
  'hazardous_point',
  'builders_waste',
  'garden_waste',
  'textile_box',
  'parcel_box',
  'return_to_shop',
  'reuse',
  'not_household',
])
export type DisposalRoute = z.infer<typeof DisposalRoute>

/** The bin's name where the person lives: the region's own scheme, urban or rural. */
export const Local = z.object({ code: z.string(), text: z.string() })
export type Local = z.infer<typeof Local>

export const Variant = z.object({
  condition: z.string(),
  category: Category.nullable(),
  subCategory: SubCategory.nullable(),
  route: DisposalRoute,
  preparation: z.string(),
  local: Local,
})

export const Answer = z.object({
  /** The entry's id; null for an inferred answer. */
  termId: z.string().nullable(),
  name: z.string(),
  /** The part of the question that this answers, as it was typed; the name where nothing was typed. */
  asked: z.string(),
  /** What of the entry met the question: the name, an alias, pinyin, initials, a typo, a part. */
  matched: z.string(),
  matchedBy: z.enum(['name', 'alias', 'pinyin', 'initials', 'typo', 'part', 'inferred']),
  category: Category.nullable(),
  subCategory: SubCategory.nullable(),
  route: DisposalRoute,
  local: Local,
  /** 推断: no entry, decided by the word's parts; `basis` says which. */
  inferred: z.boolean(),
  basis: z.string().nullable(),
  danger: z.boolean(),
  preparation: z.string(),
  reason: z.string(),
  counterExample: z.string().nullable(),
  variants: z.array(Variant),
  material: z.string().nullable(),
  bulkySize: z.enum(['S', 'M', 'L', 'XL']).nullable(),
  source: z.string().nullable(),
})
export type Answer = z.infer<typeof Answer>

export const Edition = z.object({
  number: z.int(),
  publishedOn: Day,
  terms: z.int(),
  names: z.int(),
  /** Empty until a city signs off: the screen then says 未经主管部门复核. */
  reviewedBy: z.string().nullable(),
  reviewedOn: Day.nullable(),
  region: Region,
})
export type Edition = z.infer<typeof Edition>

/** One entry as stored and edited. `code` is the format's class code, such as "R.paper", "O" or "N". */
export const Term = z.strictObject({
  id: z.string().min(1).max(40),
  name: line(30, 1),
  aliases: z.array(line(30, 1)).max(60),
  code: z
    .string()
    .regex(/^(R\.(paper|plastic|metal|glass|textile)|H\.(lamp|chemical|battery)|F\.(home|canteen|market)|O|N)$/),
  route: DisposalRoute,
  flags: z.array(line(40)).max(10),
  preparation: line(120),
  reason: line(120),
  variants: z
    .array(
      z.strictObject({
        condition: line(40, 1),
        code: line(10),
        route: DisposalRoute,
        preparation: line(120),
      }),
    )
    .max(6),
  counterExample: line(160).nullable(),
  source: line(120).nullable(),
})
export type Term = z.infer<typeof Term>

/** The version that was seen: a save over another one is refused. */
const Version = z.int().min(1)

/** Where a name leads before and after: its class and way; null where nothing answers it. */
const Lead = z.object({ code: z.string(), route: DisposalRoute, inferred: z.boolean() })
export const ChangedName = z.object({
  name: z.string(),
  termId: z.string(),
  term: z.string(),
  before: Lead.nullable(),
  after: Lead.nullable(),
  /** Same class and way; a condition, a sentence or the entry itself differs. */
  onlyWords: z.boolean(),
})
export type ChangedName = z.infer<typeof ChangedName>
/** An entry in the edition in force and in the next one, and who changed it why. */
export const ChangedTerm = z.object({
  id: z.string(),
  before: Term.nullable(),
  after: Term.nullable(),
  edits: z.array(z.object({ by: z.string(), at: Instant, reason: z.string() })),
})
export type ChangedTerm = z.infer<typeof ChangedTerm>
export const Proposal = z.object({
  id: z.string(),
  notes: z.string(),
  reviewedBy: z.string().nullable(),
  proposedBy: z.string(),
  proposedAt: Instant,
  entries: z.int(),
  /** Entries were changed after it was proposed: it has to be proposed again. */
  outdated: z.boolean(),
  mayPublish: z.boolean(),
})
export type Proposal = z.infer<typeof Proposal>

export const editors = ['cityOfficer', 'administrator'] as const
const readers = [...editors, 'subdistrictOfficer', 'communityWorker', 'auditor'] as const

export const guide = {
  search: route({
    method: 'GET',
    path: '/api/guide/search',
    may: 'anyone',
    input: z.strictObject({
      q: line(60, 1),
      region: Region.optional(),
      rural: queryFlag().optional(),
      limit: queryInt(1, 20).optional(),
    }),
    output: z.object({ edition: Edition, results: z.array(Answer) }),
    summary: '查一件东西该怎么扔',
  }),
  term: route({
    method: 'GET',
    path: '/api/guide/terms/:id',
    may: 'anyone',
    input: z.strictObject({ id: z.string().min(1).max(40), region: Region.optional(), rural: queryFlag().optional() }),
    output: Answer,
    errors: ['NOT_FOUND'],
    summary: '一个词条的完整回答',
  }),
  edition: route({
    method: 'GET',
    path: '/api/guide/edition',
    may: 'anyone',
    input: z.strictObject({ region: Region.optional() }),
    output: Edition,
    summary: '现行版本',
  }),
  delta: route({
    method: 'GET',
    path: '/api/guide/delta',
    may: 'anyone',
    input: z.strictObject({ from: queryInt(0, 1_000_000), detail: queryFlag().optional() }),
    output: z.object({
      edition: z.int(),
      complete: z.boolean(),
      /** Changed entries as lines of the compact format (shared/guide/pack.ts), and the ids that are gone. */
      changed: z.string(),
      removed: z.array(z.string()),
    }),
    summary: '从某版本起的增量',
  }),
  ask: route({
    method: 'POST',
    path: '/api/guide/questions',
    may: 'signedIn',
    input: z.strictObject({ id: Id, word: line(30, 1), note: line(60).optional() }),
    output: z.object({ id: Id, word: z.string(), askedBefore: z.int() }),
    errors: ['GUIDE_WORD_KNOWN'],
    limit: { count: 20, seconds: 3600 },
    summary: '查不到的词，请工作人员回答',
  }),
  myQuestions: route({
    method: 'GET',
    path: '/api/guide/questions/mine',
    may: 'signedIn',
    input: z.strictObject(pageInput),
    output: pageOf(
      z.object({
        id: Id,
        word: z.string(),
        askedAt: Instant,
        status: z.enum(['waiting', 'answered', 'declined']),
        answer: z.string().nullable(),
        termId: z.string().nullable(),
      }),
    ),
    summary: '我问过的词',
  }),
  questions: route({
    method: 'GET',
    path: '/api/guide/questions',
    may: readers,
    input: z.strictObject({
      ...listInput('-lastAt', 'lastAt'),
      status: z.enum(['waiting', 'answered', 'declined']).optional(),
    }),
    output: countedPageOf(
      z.object({
        word: z.string(),
        count: z.int(),
        firstAt: Instant,
        lastAt: Instant,
        status: z.enum(['waiting', 'answered', 'declined']),
        answer: z.string().nullable(),
        suggestion: Answer.nullable(),
      }),
    ),
    summary: '待回答的生词',
  }),
  answerQuestion: route({
    method: 'POST',
    path: '/api/guide/questions/answer',
    may: editors,
    input: z.strictObject({
      word: line(30, 1),
      as: z.enum(['newTerm', 'alias', 'declined']),
      term: Term.optional(),
      termId: z.string().max(40).optional(),
      answer: text(200),
    }),
    output: z.object({ word: z.string(), told: z.int() }),
    errors: ['GUIDE_NAME_TAKEN', 'NOT_FOUND', 'GUIDE_ANSWER_INCOMPLETE', 'DECIDES_OWN_CASE', 'WRONG_STATE'],
    summary: '回答生词（进入下一版，并告知提问的人）',
  }),
  terms: route({
    method: 'GET',
    path: '/api/guide/editor/terms',
    may: readers,
    input: z.strictObject({
      ...listInput('-updatedAt', 'updatedAt'),
      q: line(30).optional(),
      code: line(10).optional(),
      changed: queryFlag().optional(),
    }),
    output: countedPageOf(Term.extend({ version: Version, changedSincePublished: z.boolean(), updatedAt: Instant })),
    summary: '词条编辑：查询',
  }),
  saveTerm: route({
    method: 'PUT',
    path: '/api/guide/editor/terms/:id',
    may: editors,
    /** 0 for a new entry. */
    input: Term.extend({ version: z.int().min(0), reasonForChange: line(100, 2) }),
    output: Term.extend({ version: Version }),
    errors: ['GUIDE_NAME_TAKEN', 'CHANGED_MEANWHILE'],
    summary: '词条编辑：保存（下一版生效）',
  }),
  removeTerm: route({
    method: 'DELETE',
    path: '/api/guide/editor/terms/:id',
    may: editors,
    input: z.strictObject({
      id: z.string().min(1).max(40),
      version: queryInt(1, Number.MAX_SAFE_INTEGER),
      reason: line(100, 2),
    }),
    output: z.object({ id: z.string() }),
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE'],
    summary: '词条编辑：停用',
  }),
  editions: route({
    method: 'GET',
    path: '/api/guide/editions',
    may: 'anyone',
    input: z.strictObject(pageInput),
    output: pageOf(
      z.object({
        number: z.int(),
        publishedOn: Day,
        terms: z.int(),
        names: z.int(),
        changed: z.int(),
        reviewedBy: z.string().nullable(),
        notes: z.string(),
      }),
    ),
    summary: '各版本',
  }),
  changes: route({
    method: 'GET',
    path: '/api/guide/editor/changes',
    may: readers,
    input: z.strictObject({}),
    output: z.object({
      /** Entries that differ from the edition in force. */
      entries: z.int(),
      /** Names whose answer changes, those that go elsewhere first; at most 500 are listed of `names`. */
      names: z.int(),
      items: z.array(ChangedName),
      /** The entries, also those that change no answer; at most 500. */
      terms: z.array(ChangedTerm),
      /** What the first person has proposed; null while nobody has. */
      proposal: Proposal.nullable(),
    }),
    summary: '发布前：哪些名称的回答会变，以及待第二人发布的提议',
  }),
  propose: route({
    method: 'POST',
    path: '/api/guide/editor/proposal',
    may: editors,
    input: z.strictObject({ notes: text(300).min(1), reviewerId: Id.optional() }),
    output: Proposal,
    errors: ['GUIDE_NOTHING_CHANGED', 'ORGANISATION_ENDED', 'NOT_FOUND'],
    summary: '提议发布（主管部门署名复核的，从在册机关里选）',
  }),
  withdrawProposal: route({
    method: 'DELETE',
    path: '/api/guide/editor/proposal',
    may: editors,
    input: z.strictObject({}),
    output: z.object({ withdrawn: z.boolean() }),
    summary: '撤回发布的提议',
  }),
  publish: route({
    method: 'POST',
    path: '/api/guide/editor/publish',
    may: editors,
    stepUp: true,
    /** The proposal that was looked at. */
    input: z.strictObject({ proposal: line(60, 1) }),
    output: Edition,
    errors: ['GUIDE_NOTHING_CHANGED', 'GUIDE_NOT_PROPOSED', 'GUIDE_SECOND_PERSON', 'CHANGED_MEANWHILE'],
    summary: '第二人发布提议的新版本',
  }),
  takeBack: route({
    method: 'POST',
    path: '/api/guide/editor/editions/:number/restore',
    may: editors,
    input: z.strictObject({ number: queryInt(1, 1_000_000), reason: line(100, 2) }),
    output: z.object({ changed: z.int() }),
    errors: ['NOT_FOUND'],
    summary: '把词条改回某一版的样子（再经提议和第二人发布才生效）',
  }),
} as const
