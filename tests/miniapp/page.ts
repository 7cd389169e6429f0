// One open page of the compiled mini-program: the tree Taro sends, and the fingers that touch it.
// Relies on harness.ts to open it. Invariant: events go to the target and every ancestor, as WeChat's bound handlers
// get them.
import type { Phone } from './phone'

/** A node of the tree: `sid` Taro's number, `uid` the id, `cl` the class, `v` a text, `cn` the children. */
export type Node = { sid: string; nn: string; uid?: string; cl?: string; v?: string; cn?: Node[] } & {
  readonly [property: string]: unknown
}

type Handler = (this: unknown, ...parts: unknown[]) => unknown
export type PageConfig = { data?: unknown } & { readonly [name: string]: unknown }
export type PageInstance = { data: { root?: Node }; route: string } & { [name: string]: unknown }

/** One setData: the bytes of its JSON, and when. */
export type Sent = { bytes: number; at: number }

export class Page {
  readonly instance: PageInstance
  /** Every setData so far, in order. */
  readonly sent: Sent[] = []

  constructor(
    private readonly phone: Phone,
    readonly route: string,
    config: PageConfig,
    wx: Readonly<Record<string, unknown>>,
    private readonly settled: () => Promise<void>,
  ) {
    const { phone: _self, ...rest } = { phone, ...config }
    const instance = Object.assign(Object.create(config) as object, rest, {
      data: copy(config.data ?? {}),
      route,
      selectComponent: () => null,
      createSelectorQuery: wx['createSelectorQuery'],
    }) as PageInstance
    instance['setData'] = (patch: Record<string, unknown>, then?: () => void) => {
      this.sent.push({ bytes: Buffer.byteLength(JSON.stringify(patch)), at: performance.now() })
      for (const [key, value] of Object.entries(patch)) setPath(instance.data, key, copy(value))
      if (then) phone.soon(then)
    }
    this.instance = instance
  }

  load(query: Readonly<Record<string, string>>): void {
    this.instance['options'] = query
    this.run('onLoad', query)
    this.run('onShow')
    this.phone.soon(() => this.run('onReady'))
  }

  show(): void {
    this.run('onShow')
  }
  hide(): void {
    this.run('onHide')
  }
  unload(): void {
    this.run('onUnload')
  }

  /** Every node in order; of one node's inside when given. */
  all(inside: Node | undefined = this.instance.data.root): Node[] {
    return (inside?.cn ?? []).flatMap((child) => [child, ...this.all(child)])
  }

  /** Every visible text in order, joined by '|'. */
  text(inside?: Node): string {
    return this.all(inside)
      .map((node) => node.v ?? '')
      .filter(Boolean)
      .join('|')
  }

  byId(id: string): Node | undefined {
    return this.all().find((node) => node.uid === id)
  }

  /** The innermost node holding exactly this text. */
  byText(text: string): Node | undefined {
    return this.all().find((node) => node.cn?.some((child) => child.v === text))
  }

  /** The node that is read aloud so; the label may go on after a comma. */
  byLabel(label: string): Node | undefined {
    const fits = (value: unknown) => typeof value === 'string' && (value === label || value.startsWith(`${label}，`))
    return this.all().find((node) =>
      Object.entries(node).some(([name, value]) => /^(p\d+|aria.*)$/i.test(name) && fits(value)),
    )
  }

  byClass(name: string): Node[] {
    return this.all().filter((node) => node.cl?.split(' ').includes(name))
  }

  /** A node by label, text or id. Throws when there is none. */
  find(what: string): Node {
    const found = this.byLabel(what) ?? this.byText(what) ?? this.byId(what)
    if (!found) throw new Error(`nothing called “${what}” on ${this.route}; on screen: ${this.text()}`)
    return found
  }

  async tap(what: string | Node): Promise<void> {
    await this.fire(typeof what === 'string' ? this.find(what) : what, 'tap')
  }

  /** Types into a field, by its label or id. */
  async input(what: string | Node, value: string): Promise<void> {
    await this.fire(typeof what === 'string' ? this.find(what) : what, 'input', { value }, false)
  }

  /** Any event, as WeChat sends it: to the node, and for taps to its ancestors too. */
  async fire(
    node: Node,
    type: string,
    detail: Readonly<Record<string, unknown>> = {},
    bubbles = type === 'tap',
  ): Promise<void> {
    const at = (one: Node) => ({ id: one.uid ?? one.sid, dataset: { sid: one.sid } })
    for (const current of bubbles ? this.upwards(node) : [node]) {
      this.run('eh', {
        type,
        detail,
        timeStamp: Date.now(),
        target: at(node),
        currentTarget: at(current),
        touches: [],
        changedTouches: [],
      })
    }
    await this.settled()
  }

  private upwards(node: Node): Node[] {
    const search = (at: Node, above: Node[]): Node[] | null => {
      for (const child of at.cn ?? []) {
        const found = child.sid === node.sid ? [child, ...above] : search(child, [child, ...above])
        if (found) return found
      }
      return null
    }
    const root = this.instance.data.root
    return (root && search(root, [])) ?? [node]
  }

  private run(name: string, ...parts: unknown[]): void {
    const handler = this.instance[name] as Handler | undefined
    if (!this.phone.dead) handler?.call(this.instance, ...parts)
  }
}

const copy = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T))

/** Sets "root.cn.[0].cn.[2].v" as WeChat's setData does. */
function setPath(target: unknown, key: string, value: unknown): void {
  const steps = key
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter(Boolean)
  const last = steps.pop() ?? ''
  let at = target as Record<string, unknown>
  steps.forEach((step, i) => {
    at[step] ??= /^\d+$/.test(steps[i + 1] ?? last) ? [] : {}
    at = at[step] as Record<string, unknown>
  })
  at[last] = value
}
