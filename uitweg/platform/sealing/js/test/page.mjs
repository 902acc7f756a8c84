// The sealing as a page has it, in a global of its own. A browser here has X-Wing and all that Node
// has; `without` names what it lacks, `broken` replaces functions of its X-Wing.
import { build } from 'esbuild'
import { built } from './fixtures.mjs'
import { NAME, xwing } from './xwing_for_node.mjs'

const { outputFiles } = await build({
  absWorkingDir: new URL('..', import.meta.url).pathname,
  entryPoints: ['seal.mjs'],
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'Uitweg',
  target: 'es2022', // all of this as in build.mjs
  write: false,
})
export const fallbackUrl = new URL(`file://${built}/seal-noble.js`).href

const real = globalThis.crypto
const names = (argument) => argument?.name ?? argument?.algorithm?.name ?? argument

const browser = ({ without = [], broken = {} }) => {
  const own = { ...xwing, ...broken }
  const subtle = new Proxy(real.subtle, {
    get: (target, method) => async (...all) => {
      const asked = all.map(names)
      if (asked.some((name) => without.includes(name))) {
        throw new DOMException('not here', 'NotSupportedError')
      }
      return asked.includes(NAME) ? own[method](...all) : target[method](...all)
    },
  })
  const supports = (_, name) => name === NAME && !without.includes(NAME)
  return [{ subtle, getRandomValues: (array) => real.getRandomValues(array) }, { supports }]
}

const run = (crypto, SubtleCrypto) =>
  new Function('crypto', 'SubtleCrypto', `${outputFiles[0].text};return Uitweg`)(crypto, SubtleCrypto)

export const load = ({ fallback = fallbackUrl, ...lacks } = {}) => {
  const Uitweg = run(...browser(lacks))
  Uitweg.setFallback(fallback)
  return Uitweg
}

// A page over plain http: no crypto.subtle, no SubtleCrypto.
export const loadInsecure = () => run({ ...browser({})[0], subtle: undefined })
