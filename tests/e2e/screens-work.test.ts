// The screens of the guide, booking, redeeming, the crew and the shop, and of whatever is added: see
// tests/support/screens.ts.
import { coverScreens, pages } from '../support/screens'

coverScreens(pages.filter((name) => !/^(pages|me)\//.test(name)))
