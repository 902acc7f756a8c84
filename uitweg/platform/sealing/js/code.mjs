// The reporter's seven words (the same as code.py and wordlist.py).
import { bytes, fault, join, sha256, subtle, utf8 } from './bytes.mjs'

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

// Whether two words differ by one letter: another, one more, one less, or two that changed places.
export const areClose = (one, other) => {
  let from = 0, end = 0;
  const shortest = Math.min(one.length, other.length);
  while (from < shortest && one[from] === other[from]) from++;
  while (end < shortest - from && one.at(-1 - end) === other.at(-1 - end)) end++;
  const a = one.slice(from, one.length - end), b = other.slice(from, other.length - end);
  return Math.max(a.length, b.length) === 1 || (a.length === 2 && b === a[1] + a[0]);
};

const derive = async (from, name, more) => {
  const key = await subtle.importKey('raw', from, name, false, ['deriveBits'])
  return bytes(subtle.deriveBits({ name, hash: 'SHA-256', ...more }, key, 256))
}

export const stretch = async (words) => {
  const slow = { salt: utf8('uitweg/v1|code'), iterations: 6e5 }
  const stretched = await derive(utf8(words.join(' ')), 'PBKDF2', slow)
  const part = (label) =>
    derive(stretched, 'HKDF', { salt: new Uint8Array(), info: utf8(`uitweg/v1|${label}`) })
  return { mailboxId: await part('mailbox'), seed: await part('reporter-seed') }
}

// The key of a message: the same form with the same content has the same key again, other content
// has another. Without the reporter's seed nobody can compute it. `said` is all that is sent, as text.
export const contentKey = async (seed, formKey, said) => {
  const info = join('uitweg/v1|message-key|', await sha256(formKey, said))
  return (await derive(seed, 'HKDF', { salt: new Uint8Array(), info })).slice(0, 16)
}

export const mailboxHash = (id) => sha256('uitweg/v1|mailbox-hash|', id)
