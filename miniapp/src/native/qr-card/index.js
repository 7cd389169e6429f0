// A QR picture with the typed code below it, as a native WeChat component: some 250 small boxes that would otherwise
// travel through the page's data on every change. Relies on the page for the squares (lib/qr.ts).
// Invariants: dark runs are whole pixels, so that cameras see no seams; a quiet zone of four squares is kept all round.
var QUIET = 4
var WIDTH = 264

/** Dark runs of the rows ("1" is dark) as boxes in pixels. */
function boxesOf(rows, side) {
  var boxes = []
  rows.forEach(function (row, y) {
    var pattern = /1+/g
    for (var run = pattern.exec(row); run; run = pattern.exec(row)) {
      boxes.push({
        left: (run.index + QUIET) * side,
        top: (y + QUIET) * side,
        width: run[0].length * side,
        height: side,
      })
    }
  })
  return boxes
}

Component({
  properties: {
    rows: { type: Array, value: [] },
    code: { type: String, value: '' },
    label: { type: String, value: '' },
  },
  data: { boxes: [], size: 0, spaced: '' },
  observers: {
    rows: function (rows) {
      var count = rows.length + 2 * QUIET
      var side = Math.max(1, Math.floor(WIDTH / count))
      this.setData({ boxes: boxesOf(rows, side), size: rows.length ? count * side : 0 })
    },
    code: function (code) {
      this.setData({ spaced: code.replace(/(.{4})(?=.)/g, '$1 ') })
    },
  },
  methods: {
    enlarge: function () {
      this.triggerEvent('enlarge', { code: this.data.code })
    },
  },
})
