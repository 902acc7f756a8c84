// What the public pages call, as the global `Uitweg`. All bytes are Uint8Array.
import { b64, unb64 } from './bytes.mjs'
import { mailboxHash, newWords, readWords, stretch } from './code.mjs'
import { openAnswer, openMessage, randomKey, sealMessage } from './conversation.mjs'
import { ready, setFallback } from './engine.mjs'
import { publicKey } from './envelope.mjs'

globalThis.Uitweg = {
  b64,
  unb64,
  newWords,
  readWords,
  stretch,
  mailboxHash,
  publicKey,
  sealMessage,
  openMessage,
  openAnswer,
  randomKey,
  ready,
  setFallback,
}
