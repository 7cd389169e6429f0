// What the compiler must know about things that are not TypeScript: styles, pictures, build-time variables and the
// native WeChat components. Relies on config/index.ts, which replaces the variables at build time.
/// <reference types="@tarojs/taro" />

declare module '*.scss'
declare module '*.png'
/** Written before each build by scripts/build-guide-core.ts. */
declare module '*core.generated.json' {
  const core: string
  export default core
}
declare module '*/tab-icons' {
  /** Draws the tab icons as PNG files, in colours as "#rrggbb"; leaves files alone that are already right. */
  export function writeTabIcons(folder: string, colours: { idle: string; active: string }): void
}

declare namespace NodeJS {
  interface ProcessEnv {
    /** Where this build runs. */
    TARO_ENV: 'weapp' | 'h5'
    /** Address of the API without a trailing slash; '' means the origin of the page. */
    TARO_APP_API: string
  }
}

declare namespace JSX {
  interface IntrinsicElements {
    'qr-card': import('../src/native/qr-card/types').QrCardProps
  }
}
