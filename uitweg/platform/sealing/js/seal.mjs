// What the public pages call. All bytes are Uint8Array.
export { b64, hex, unb64 } from './bytes.mjs'
export { areClose, contentKey, mailboxHash, newWords, readWords, stretch } from './code.mjs'
export { openAnswer, openMessage, randomKey, sealMessage } from './conversation.mjs'
export { openDraft, sealDraft } from './draft.mjs'
export { ready, setFallback } from './engine.mjs'
export { publicKey } from './envelope.mjs'
