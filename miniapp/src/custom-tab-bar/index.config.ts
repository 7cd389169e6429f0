// What WeChat must know of this component; the pages' own configs are written by the build.
export default { component: true }
