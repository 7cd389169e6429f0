// Colours and sizes of the console, as antd takes them.

// The two backgrounds are set by hand: those that are derived from a dark green are greys on which green text can't be
// read.
export const theme = {
  token: {
    colorPrimary: '#0b6b45',
    colorLink: '#0b6b45',
    colorLinkHover: '#0e8657',
    colorLinkActive: '#084f33',
    colorPrimaryBg: '#e3f1ea',
    colorPrimaryBgHover: '#d3e8dd',
    colorError: '#c5221f',
    colorTextDescription: '#55645c',
    borderRadius: 8,
    fontSize: 14,
  },
  components: { Menu: { itemHeight: 32, itemMarginBlock: 2 } },
}
