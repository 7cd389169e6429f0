// The platform of this build; the other twin is left out of the package.
import { h5 } from './h5'
import type { Platform } from './types'
import { weapp } from './weapp'

export const platform: Platform = process.env.TARO_ENV === 'h5' ? h5 : weapp
