// What is typed and not yet saved: forms and dialogues in which somebody has written something. Fields that only look
// for something (filters, searches) hold nothing that could be lost.

const SEARCHES =
  '.filters, .ant-input-search, .ant-select, .ant-pagination, .search-found, [data-search], [role=search], [role=combobox]'
const HOLDERS = '.ant-modal, .ant-drawer, .page form'

const typedIn = new Set<Element>()

/** The dialogue or form that a field belongs to. */
export const holderOf = (field: Element): Element | null => field.closest(HOLDERS)

export function noteTyping(field: Element): void {
  const holder = field.closest(SEARCHES) ? null : holderOf(field)
  if (holder) typedIn.add(holder)
}

/** Everything was saved, or is given up. */
export const forgetTyped = (holder?: Element): void => (holder ? void typedIn.delete(holder) : typedIn.clear())

/** What is typed and still on the screen, within `part` if that is given. */
export function typedWithin(part?: Element): Element[] {
  for (const holder of typedIn) if (!holder.isConnected) typedIn.delete(holder)
  return [...typedIn].filter((holder) => !part || part === holder || part.contains(holder))
}
