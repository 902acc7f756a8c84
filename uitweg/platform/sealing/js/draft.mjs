// A text kept on the device: sealed to the reporter's own key, for a place of its own. The head of
// its envelope names that key, as the messages in our store do; so the head is left out, and made
// again when it opens.
import { b64, fromUtf8, hex, join, random, unb64, utf8 } from './bytes.mjs'
import { HEADER, context, header, pad, publicKey, seal, unpad, unseal } from './envelope.mjs'

const place = (nonce) => context('draft', hex(nonce))

export const sealDraft = async (seed, fields) => {
  const nonce = random(16)
  const padded = pad(utf8(JSON.stringify(fields)))
  const envelope = await seal(await publicKey(seed), place(nonce), padded)
  return { nonce: b64(nonce), sealed: b64(envelope.slice(HEADER)) }
}

export const openDraft = async (seed, { nonce, sealed }) => {
  const envelope = join(await header(await publicKey(seed)), unb64(sealed))
  return JSON.parse(fromUtf8(unpad(await unseal(seed, place(unb64(nonce)), envelope))))
}
