// A key in two halves: one in the link, one that the server gives for the code (split_key.py).
import { bytes, join, subtle, utf8 } from './bytes.mjs'

export { unlock } from './box.mjs'
export { context } from './bytes.mjs'

const derive = async (material, label) => {
  const key = await subtle.importKey('raw', material, 'HKDF', false, ['deriveBits'])
  const info = utf8(`uitweg/v1|${label}`)
  return bytes(subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }, key, 256))
}

export const linkKey = (linkHalf, serverHalf) => derive(join(linkHalf, serverHalf), 'package-key')

export const answerToken = (linkHalf, answerHalf) => derive(join(linkHalf, answerHalf), 'package-answer')

export const linkProof = (linkHalf) => derive(linkHalf, 'package-link')
