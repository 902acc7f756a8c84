// A draft on the reporter's device, encrypted to their own key. The header of an envelope names that
// key, which would link the device to messages in our database; so it is left out, and made again
// when the draft is opened.
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
