// Where X-Wing (a KEM, 0x647a) comes from: the browser itself, or else the fallback file.
// A KEM here is { publicKey(seed), encap(publicKey) -> [secret, enc], decap(seed, enc) -> secret }.
import { equal, fault, random, subtle } from './bytes.mjs'
import * as native from './xwing.mjs'

let address
let loading
let choice

// Where seal-noble.js stands; fetched at most once, and only when it is needed.
export const setFallback = (url) => {
  address = url
}

export const fallback = () =>
  (loading ??= import(address).catch((why) => {
    loading = undefined
    throw why
  }))

// The browser counts only if both ends find the same secret.
const choose = async () => {
  if (!subtle) throw fault('NoCrypto') // plain http: the server must seal
  try {
    const seed = random(32)
    const [secret, enc] = await native.encap(await native.publicKey(seed))
    if (equal(secret, await native.decap(seed, enc))) return native
  } catch {
    // Unsupported: go on to the fallback.
  }
  return (await fallback()).xwing
}

// Resolves when sealing can start, rejects where it cannot (then the form goes to the server
// as it is). Call it early, to have the fallback fetched by then.
export const ready = () =>
  (choice ??= choose().catch((why) => {
    choice = undefined
    throw why
  }))
