// The accessibility attributes that WeChat reads aloud and that Taro's templates leave out.
// Relied on by the build (plugin.js) and by the running program (runtime.js): both must see the same list,
// or the short names of the data tree and of the templates disagree. Written in the oldest syntax, since it is not
// transpiled.
var names = ['label', 'role', 'hidden', 'checked', 'disabled', 'selected', 'expanded', 'live', 'modal']
var tags = ['View', 'Text', 'Image', 'Button', 'Input', 'Textarea', 'ScrollView', 'Switch', 'Canvas']
var components = {}

tags.forEach(function (tag) {
  components[tag] = {}
  names.forEach(function (name) {
    components[tag]['aria-' + name] = ''
  })
})

module.exports = { components: components }
