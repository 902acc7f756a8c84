// The sealing as a page has it, in a global of its own; `without` names what that lacks.
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
  target: 'es2020', // all of this as in build.mjs
  write: false,
})
export const fallbackUrl = new URL(`file://${built}/seal-noble.js`).href

const real = globalThis.crypto
const names = (argument) => argument?.name ?? argument

// A browser that has X-Wing, and none of the algorithms in `without`.
const browser = (without) => {
  const subtle = new Proxy(real.subtle, {
    get: (target, method) => async (...all) => {
      const asked = all.map(names)
      if (asked.some((name) => without.includes(name))) {
        throw new DOMException('not here', 'NotSupportedError')
      }
      return asked.includes(NAME) ? xwing[method](...all) : target[method](...all)
    },
  })
  return { subtle, getRandomValues: (array) => real.getRandomValues(array) }
}

const run = (crypto) => new Function('crypto', `${outputFiles[0].text};return Uitweg`)(crypto)

export const load = ({ without = [], fallback = fallbackUrl } = {}) => {
  const Uitweg = run(browser(without))
  Uitweg.setFallback(fallback)
  return Uitweg
}

// A page over plain http: no crypto.subtle.
export const loadInsecure = () => run({ ...browser([]), subtle: undefined })
