// Files that both languages read. The tests may run from a copy: then the environment says where.
import { readFileSync } from 'node:fs'

export { hex } from '../bytes.mjs'

const here = new URL('../../../../tests/vectors/', import.meta.url).pathname
const folder = process.env.UITWEG_VECTORS ?? here
export const built = process.env.UITWEG_BUILT ?? new URL('../../built', import.meta.url).pathname
export const wordList = readFileSync(
  process.env.UITWEG_WORDS ?? new URL('../../words.txt', import.meta.url).pathname,
  'utf8',
).split(/\s+/).filter(Boolean)

export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
export const json = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))
export const vectors = (name) => json(name).vectors
