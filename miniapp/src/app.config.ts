// The program as WeChat and the browser build see it: pages and sub-packages from the table of features, tab bar,
// window, permissions. Tab pages live in the main package; everything else in the sub-package of its feature, ≤ 500 kB
// each.
import { day } from '../../shared/look/tokens'
import { features, tabs } from './features'

const icon = (name: string) => ({
  iconPath: `assets/tab/${name}.png`,
  selectedIconPath: `assets/tab/${name}-active.png`,
})

export default defineAppConfig({
  pages: Object.keys(tabs.pages).map((page) => `${tabs.folder}/${page}`),
  subPackages: features.map(({ folder, pages }) => ({ root: folder, pages: Object.keys(pages) })),
  tabBar: {
    // Drawn by src/custom-tab-bar, since WeChat's own letters are fixed at 10 px; the list is still asked for.
    custom: true,
    color: day.muted,
    selectedColor: day.primary,
    backgroundColor: day.paper,
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
    navigationBarBackgroundColor: day.ground,
    navigationBarTextStyle: 'black',
    backgroundColor: day.ground,
    backgroundTextStyle: 'dark',
  },
  lazyCodeLoading: 'requiredComponents',
  __usePrivacyCheck__: true,
  requiredPrivateInfos: ['getLocation'],
  permission: { 'scope.userLocation': { desc: '用于查找离您最近的投放点和回收点' } },
})
