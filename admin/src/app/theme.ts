// Colours and sizes of the console, as antd takes them; the figures are those of both clients (shared/look).
import { day, desk } from '@shared/look/tokens'

// The two backgrounds are set by hand: those that are derived from a dark teal are greys on which teal text can't be
// read.
export const theme = {
  token: {
    colorPrimary: day.primary,
    colorLink: day.primary,
    colorLinkHover: day['primary-mid'],
    colorLinkActive: day['primary-dark'],
    colorPrimaryBg: day['primary-soft'],
    colorPrimaryBgHover: '#d3e8e2',
    colorError: day.bad,
    colorSuccess: day.good,
    colorText: day.ink,
    colorTextSecondary: day.muted,
    colorTextDescription: day.muted,
    colorTextPlaceholder: day.faint,
    colorBgLayout: desk.ground,
    colorBorderSecondary: day.line,
    borderRadius: desk.radius,
    borderRadiusLG: desk.radiusLarge,
    fontSize: desk.fontSize,
    controlHeight: desk.controlHeight,
  },
  components: { Menu: { itemHeight: 32, itemMarginBlock: 2 } },
}
