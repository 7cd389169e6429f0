// What a feature of the mini-program is to the build and to the tests: a folder with pages.
// Plain data: read by Taro while it builds, by the generated page configs and by tests, none of which may load a page.

export type PageRow = {
  /** In the bar above the page until the page sets its own. */
  title: string
  /** Native WeChat components of src/native that the page shows. */
  native?: readonly 'qr-card'[]
  /** Its head is the deep teal of the city, and so is the bar above it. */
  deep?: boolean
}

export type Feature = {
  /** Under src; a sub-package of its own (≤ 500 kB), but for the tabs. */
  folder: string
  /** Whose workbench it is; everybody's without. */
  role?: 'crew' | 'merchant' | 'volunteer' | 'inspector' | 'villageCollector'
  /** `<page>` → its row; the file is `<folder>/<page>.tsx`. */
  pages: Readonly<Record<string, PageRow>>
}
