// Every page of the program, in one place. A new page is one line here and one file `src/<package>/<page>.tsx`
// (with `<page>.config.ts` for its title); its address is then `/<package>/<page>`.
// Tab pages live in the main package; everything else in the sub-package of its feature, ≤ 500 kB each.

/** Sub-packages: folder under src → pages. An empty one is left out until it has a page. */
const packages: Record<string, readonly string[]> = {
  guide: ['answer', 'category', 'ask', 'questions', 'sites', 'edition'],
  pickups: ['dates', 'items', 'place', 'summary', 'done', 'booking'],
  me: [
    'settings',
    'waiting',
    'profile',
    'households',
    'household',
    'join',
    'code',
    'points',
    'contests',
    'rules',
    'public',
    'gift',
    'fund',
    'carbon',
    'factors',
    'inbox',
    'notices',
    'privacy',
    'policy',
    'devices',
    'delete',
    'about',
    'complain',
    'complaints',
  ],
  rewards: ['goods', 'good', 'redemption', 'mine', 'honours'],
  shop: ['home', 'take', 'offline', 'month', 'disputes', 'stock'],
  crew: ['home', 'run', 'board', 'stop', 'weigh', 'reason', 'hand-over', 'take-over', 'weighbridge'],
}

const icon = (name: string) => ({
  iconPath: `assets/tab/${name}.png`,
  selectedIconPath: `assets/tab/${name}-active.png`,
})

export default defineAppConfig({
  pages: ['pages/home', 'pages/guide', 'pages/pickups', 'pages/me'],
  subPackages: Object.entries(packages)
    .filter(([, pages]) => pages.length > 0)
    .map(([root, pages]) => ({ root, pages: [...pages] })),
  tabBar: {
    color: '#535e58',
    selectedColor: '#0b6b45',
    backgroundColor: '#ffffff',
    borderStyle: 'white',
    list: [
      { pagePath: 'pages/home', text: '首页', ...icon('home') },
      { pagePath: 'pages/guide', text: '分类', ...icon('guide') },
      { pagePath: 'pages/pickups', text: '预约', ...icon('pickups') },
      { pagePath: 'pages/me', text: '我的', ...icon('me') },
    ],
  },
  window: {
    navigationBarTitleText: '无废通',
    navigationBarBackgroundColor: '#ffffff',
    navigationBarTextStyle: 'black',
    backgroundColor: '#f4f6f5',
    backgroundTextStyle: 'dark',
  },
  lazyCodeLoading: 'requiredComponents',
  __usePrivacyCheck__: true,
  requiredPrivateInfos: ['getLocation'],
  permission: { 'scope.userLocation': { desc: '用于查找离您最近的投放点和回收点' } },
})
