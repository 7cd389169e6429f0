// The tab bar as WeChat asks for it: a component of this name that it shows below each tab page (`custom: true`).
// Browsers show the same bar inside the page. Relies on ui/TabBar.
import { Component } from 'react'
import { TabBar, useTab } from '@/ui/TabBar'

function Bar() {
  return <TabBar at={useTab()} />
}

export default class CustomTabBar extends Component {
  /** The program's own styles reach in; WeChat keeps components apart from them otherwise. */
  static options = { addGlobalClass: true }

  override render() {
    return <Bar />
  }
}
