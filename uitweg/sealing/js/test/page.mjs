// The built seal.js in a global of its own, as a page has it; `without` names what it lacks.
import { readFileSync } from 'node:fs'
import { built } from './fixtures.mjs'

const source = readFileSync(`${built}/seal.js`, 'utf8')
export const fallbackUrl = new URL(`file://${built}/seal-noble.js`).href

const real = globalThis.crypto
const missing = () => {
  throw new DOMException('not here', 'NotSupportedError')
}

// A browser that has none of the algorithms in `without`.
const poorer = (without) => {
  const names = (argument) => argument?.name ?? argument
  const subtle = new Proxy(real.subtle, {
    get: (target, method) =>
      typeof target[method] !== 'function'
        ? target[method]
        : async (...all) =>
            all.some((argument) => without.includes(names(argument)))
              ? missing()
              : target[method](...all),
  })
  return { subtle, getRandomValues: (array) => real.getRandomValues(array) }
}

const run = (crypto, SubtleCrypto) =>
  new Function('crypto', 'SubtleCrypto', 'globalThis', `${source};return globalThis.Uitweg`)(
    crypto,
    SubtleCrypto,
    {},
  )

export const load = ({ without = [], fallback = fallbackUrl } = {}) => {
  const Uitweg = run(poorer(without), { supports: () => false })
  Uitweg.setFallback(fallback)
  return Uitweg
}

// A page over plain http: no crypto.subtle, no SubtleCrypto.
export const loadInsecure = () => run({ getRandomValues: real.getRandomValues }, undefined)
