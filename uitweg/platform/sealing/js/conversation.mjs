// Messages and answers (the same as conversation.py).
import { fault, fromUtf8, hex, join, random, subtle, unb64, utf8 } from './bytes.mjs'
import { fallback } from './engine.mjs'
import { context, pad, seal, unpad, unseal } from './envelope.mjs'

export const randomKey = () => random(16)

export const sealMessage = async ({ teamPublic, reporterPublic, mailboxHash, key, message }) => {
  const { text, role = '', language = '', safe_times = '', signals = [], files, level, needed } = message
  const padded = pad(utf8(JSON.stringify({ text, role, language, safe_times, signals, files, level, needed })))
  const place = (reader) => context('message', hex(mailboxHash), hex(key), reader)
  return {
    forTeam: await seal(teamPublic, place('team'), padded),
    forReporter: await seal(reporterPublic, place('reporter'), padded),
  }
}

const open = async (kind, { seed, mailboxHash, key, envelope, reader = 'reporter' }) => {
  const place = context(kind, hex(mailboxHash), hex(key), reader)
  const content = unpad(await unseal(seed, place, envelope))
  try {
    const { ...parts } = JSON.parse(fromUtf8(content))
    if (typeof parts.text === 'string') return parts
  } catch {
    // Not JSON.
  }
  throw fault('Malformed')
}

// Takes { seed, mailboxHash, key, envelope, reader }; throws CannotOpen or Malformed.
export const openMessage = (sealed) => open('message', sealed)

const verify = async (verifyKey, signed, signature) => {
  try {
    const key = await subtle.importKey('raw', verifyKey, 'Ed25519', false, ['verify'])
    return await subtle.verify('Ed25519', key, signature, signed)
  } catch (why) {
    if (why.name !== 'NotSupportedError') return false
    return (await fallback()).verify(verifyKey, signed, signature)
  }
}

// Takes `verifyKey` too; throws Forged when the team did not sign this for this mailbox and key.
export const openAnswer = async ({ verifyKey, ...sealed }) => {
  const { text, by, on, signature, files = [] } = await open('answer', sealed)
  const kind = files.length ? 'answer-files-signature' : 'answer-signature'
  const place = context(kind, hex(sealed.mailboxHash), hex(sealed.key))
  try {
    // in hex: no name can hold a separator
    const list = files.map(({ id, sha256, name, type }) =>
      [unb64(id), unb64(sha256), utf8(name), utf8(type)].map(hex).join(':'),
    )
    const parts = list.length ? [by, on, list, text] : [by, on, text] // a list in text: with commas
    const signed = join(place, `\0${parts.join('\0')}`)
    const whole = [by, on].every((part) => typeof part === 'string' && !part.includes('\0'))
    if (whole && (await verify(verifyKey, signed, unb64(signature)))) return { text, by, on, files }
  } catch (why) {
    if (why.name !== 'InvalidCharacterError') throw why // no base64: no signature
  }
  throw fault('Forged')
}
