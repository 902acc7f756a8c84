// The browser makes the same keys of the two halves as Python does, and opens what Python locked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerToken, context, linkKey, linkProof, unlock } from '../split_key.mjs'
import { hex, json, unhex } from './fixtures.mjs'

const known = json('split_key')
const [linkHalf, serverHalf, answerHalf] = ['linkHalf', 'serverHalf', 'answerHalf'].map((name) =>
  unhex(known[name]),
)
const place = context('partners_package', known.publicId, 'sealed_content')
const sealed = unhex(known.sealed)

test('the two halves make the key, and the other derivations are of their own', async () => {
  assert.equal(hex(await linkKey(linkHalf, serverHalf)), known.linkKey)
  assert.equal(hex(await answerToken(linkHalf, answerHalf)), known.answerToken)
  assert.equal(hex(await linkProof(linkHalf)), known.linkProof)
})

test('what Python locked opens in its own place', async () => {
  const opened = await unlock(await linkKey(linkHalf, serverHalf), place, sealed)
  assert.equal(new TextDecoder().decode(opened), known.text)
})

test('with another half, in another place or changed, nothing opens', async () => {
  const key = await linkKey(linkHalf, serverHalf)
  const otherKey = await linkKey(linkHalf, answerHalf)
  const elsewhere = context('partners_package', known.publicId, 'sealed_key')
  const changed = sealed.with(sealed.length - 1, sealed.at(-1) ^ 1)
  for (const [withKey, at, envelope] of [
    [otherKey, place, sealed],
    [key, elsewhere, sealed],
    [key, place, changed],
  ]) {
    await assert.rejects(unlock(withKey, at, envelope), { name: 'CannotOpen' })
  }
})

test('what is no envelope of suite 2 is refused', async () => {
  const key = unhex(known.linkKey)
  for (const bytes of [new Uint8Array(), sealed.slice(0, 38), sealed.with(2, 1), sealed.with(0, 2)]) {
    await assert.rejects(unlock(key, place, bytes), { name: 'Malformed' })
  }
})
