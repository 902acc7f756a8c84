// The reporter's seven words (the same as code.py and wordlist.py).
import { fault, join, sha256, utf8 } from './bytes.mjs'

const LENGTH = 7

// 2,048 words, so 11 bits of a random number choose each of them equally often.
export const newWords = (wordList) =>
  Array.from(crypto.getRandomValues(new Uint16Array(LENGTH)), (n) => wordList[n % 2048])

// Capitals, accents, numbers, punctuation and line breaks do not matter.
// Throws WrongWords with `count` and `unknown`.
export const readWords = (typed, wordList) => {
  const plain = typed.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = plain.match(/[a-z]+/g) ?? []
  const unknown = words.filter((word) => !wordList.includes(word))
  if (words.length !== LENGTH || unknown.length) {
    throw fault('WrongWords', { count: words.length, unknown })
  }
  return words
}

export const stretch = async (words) => {
  const { subtle } = crypto
  const load = (bytes, algorithm) =>
    subtle.importKey('raw', bytes, algorithm, false, ['deriveBits'])
  const derive = async (key, algorithm) =>
    new Uint8Array(await subtle.deriveBits({ ...algorithm, hash: 'SHA-256' }, key, 256))
  const stretched = await derive(await load(utf8(words.join(' ')), 'PBKDF2'), {
    name: 'PBKDF2',
    salt: utf8('uitweg/v1|code'),
    iterations: 6e5,
  })
  const key = await load(stretched, 'HKDF')
  const part = (label) =>
    derive(key, { name: 'HKDF', salt: new Uint8Array(), info: utf8(`uitweg/v1|${label}`) })
  return { mailboxId: await part('mailbox'), seed: await part('reporter-seed') }
}

export const mailboxHash = (id) => sha256(join(utf8('uitweg/v1|mailbox-hash|'), id))
