// Figures as they are printed in Chinese: no typed blank between a figure and its unit (12分, not 12 分), nor between
// the words of a sentence and the figure that follows (还剩3件); a label keeps one (纸板 12.5千克). What stands between
// quotes, backticks and tags of a source is looked at; an expression in a template counts as a figure.
import ts from 'typescript'

/** An expression of a template, one that says its unit itself, and a tag among texts. */
const FIGURE = '\u0001'
const SHOWN = '\u0003'
const TAG = '\u0002'
const SHOWS = /^(show(Fen|Grams|CubicMetres|Carbon|Points)|(in)?[pP]oints|figureText|totalText)\(/
/** Units, each with what may follow that makes it another word: 分 but not 分类, 件 but not 件数. */
const units: Readonly<Record<string, string>> = {
  '(?:千|公)?克|公斤|毫?升|立方米|毫秒|分钟|小时|个?工作日|公里|吨|倍|岁|袋|趟|辆|枚|楼': '数道栋',
  户次: '',
  分: '类户配区享公局站店时发钟拣布隔层',
  元: '旦素件',
  件: '数',
  张: '贴',
  条: '码款例件目',
  次: '性日序数',
  户: '卡型号主籍外口名',
  人: '员工民行',
  天: '气然',
  秒: '',
  个: '人体性',
  字: '段母',
  种: '类植子',
  版: '本面',
  米: '',
  年: '级龄检',
  月: '份榜结报',
  页: '面',
  行: '政为业动',
  组: '织长',
  台: '账',
  层: '级',
  场: '所地馆景',
  家: '庭电具长里属',
  名: '称单字额录',
  位: '置',
  处: '理罚置分',
  项: '目',
  笔: '记',
  份: '额',
  班: '次组',
  轮: '次换',
  座: '机位',
  块: '',
  支: '付持出',
  瓶: '子',
  箱: '子',
  步: '',
  级: '别',
  档: '案',
  日: '历常前后用期均',
  题: '目',
  栋: '',
  站: '点',
  桶: '点位',
}
const UNIT = `(?:${Object.entries(units)
  .map(([unit, not]) => `(?:${unit})${not === '' ? '' : `(?![${not}])`}`)
  .join('|')})`
/** Also the end of a placeholder: {times}. */
const DIGIT = `[0-9}${FIGURE}]`
const NUMBER = `(?:[0-9][0-9,.]*|${FIGURE}|\\{\\w+\\})`
const RANGE = `${NUMBER}(?: ?[～–至到] ?${NUMBER})?`
/** How the words of a sentence end before a figure; a label ends otherwise. */
const WORDS =
  '(?:[第共有余满约近前后再限剩差够多少了的为是记得按超过到在赠还能只减加补扣欠各已从至用填要花换这那另最逾达列试缺抽看写算兑存上中长短]|每(?:[人户年月天日次件袋张吨]|千克))'

/** The text without the blanks that are not typed. */
export function closed(text: string): string {
  return text
    .replace(new RegExp(`(${NUMBER}) ?([至到]) ?(?=${NUMBER} ?${UNIT})`, 'g'), '$1$2')
    .replace(new RegExp(`(${WORDS}) (?=${RANGE} ?${UNIT}|${SHOWN})`, 'g'), '$1')
    .replace(new RegExp(`(${DIGIT}) (?=${UNIT})`, 'g'), '$1')
}

/** A text of a source, in the parts in which it stands there: a figure or a tag lies between each two. */
type Text = { parts: readonly { start: number; text: string }[]; joints: readonly string[] }
export const whole = ({ parts, joints }: Text): string =>
  parts.map(({ text }, index) => text + (joints[index] ?? '')).join('')

/** The texts of a source. */
export function textsOf(file: string, source: string): Text[] {
  const root = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const part = (from: number, to: number) => ({ start: from, text: source.slice(from, to) })
  const found: Text[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
      found.push({ parts: [part(node.getStart(root) + 1, node.end - 1)], joints: [] })
    else if (ts.isTemplateExpression(node)) {
      const pieces = [node.head, ...node.templateSpans.map(({ literal }) => literal)]
      found.push({
        parts: pieces.map((piece) => part(piece.getStart(root) + 1, piece.end - (ts.isTemplateTail(piece) ? 1 : 2))),
        joints: node.templateSpans.map(({ expression }) => jointOf(expression.getText(root))),
      })
    } else if (ts.isJsxElement(node) || ts.isJsxFragment(node)) found.push(childrenOf(node.children, part))
    ts.forEachChild(node, visit)
  }
  visit(root)
  return found
}

const jointOf = (expression: string): string => (SHOWS.test(expression) ? SHOWN : FIGURE)

function childrenOf(
  children: ts.NodeArray<ts.JsxChild>,
  part: (from: number, to: number) => Text['parts'][number],
): Text {
  const parts: Text['parts'][number][] = []
  const joints: string[] = []
  for (const child of children) {
    const isText = ts.isJsxText(child)
    if (parts.length === joints.length) parts.push(isText ? part(child.pos, child.end) : part(child.pos, child.pos))
    if (isText) continue
    const isFigure = ts.isJsxExpression(child) && child.expression && !ts.isStringLiteral(child.expression)
    joints.push(isFigure ? jointOf(child.expression.getText()) : TAG)
  }
  return { parts, joints }
}
