// What Python sealed and signed (tests/vectors/interop.json, made by its make_interop.py) opens here.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, json, unhex } from './fixtures.mjs'
import { load } from './page.mjs'
import { NAME } from './xwing_for_node.mjs'

const browsers = { native: load(), fallback: load({ without: [NAME, 'Ed25519'] }) }
const all = json('interop')
const bytes = (names, from) => Object.fromEntries(names.map((name) => [name, unhex(from[name])]))
const place = bytes(['mailboxHash', 'key'], all)
const team = { ...place, seed: unhex(all.teamSeed), reader: 'team' }
const reporter = { ...place, seed: unhex(all.reporterSeed) }
const verifyKey = unhex(all.verifyKey)

test('the seven words give the mailbox and seed that Python finds', async () => {
  const { mailboxId, seed } = await browsers.native.stretch(all.words)
  assert.equal(hex(mailboxId), all.mailboxId)
  assert.equal(hex(seed), all.reporterSeed)
  assert.equal(hex(await browsers.native.mailboxHash(mailboxId)), all.mailboxHash)
})

test('a message key is made anew for other content, another form and another reporter', async () => {
  const { contentKey } = browsers.native
  const form = new Uint8Array(16), key = hex(await contentKey(reporter.seed, form, 'een'))
  const others = [[reporter.seed, form, 'twee'], [reporter.seed, place.key, 'een'], [team.seed, form, 'een']]
  assert.equal(hex(await contentKey(reporter.seed, form, 'een')), key)
  assert.equal(key.length, 32)
  for (const other of others) assert.notEqual(hex(await contentKey(...other)), key)
})

for (const [name, Uitweg] of Object.entries(browsers)) {
  test(`public keys agree (${name})`, async () => {
    assert.equal(hex(await Uitweg.publicKey(team.seed)), all.teamPublic)
    assert.equal(hex(await Uitweg.publicKey(reporter.seed)), all.reporterPublic)
  })

  test(`a message sealed by Python opens (${name})`, async () => {
    const { forTeam, forReporter } = bytes(['forTeam', 'forReporter'], all.message)
    const byTeam = await Uitweg.openMessage({ ...team, envelope: forTeam })
    const byReporter = await Uitweg.openMessage({ ...reporter, envelope: forReporter })
    assert.deepEqual(byTeam, all.message.content)
    assert.deepEqual(byReporter, all.message.content)
  })

  test(`an answer signed by Python opens, a forged one does not (${name})`, async () => {
    const envelope = unhex(all.answer.forReporter)
    const opened = await Uitweg.openAnswer({ ...reporter, verifyKey, envelope })
    assert.deepEqual(opened, { files: [], ...all.answer.content })
    const forged = (why) => why.name === 'Forged'
    const other = verifyKey.slice().fill(7, 0, 31)
    await assert.rejects(Uitweg.openAnswer({ ...reporter, verifyKey: other, envelope }), forged)
    for (const hexed of all.forged) {
      const false_ = { ...reporter, verifyKey, envelope: unhex(hexed) }
      await assert.rejects(Uitweg.openAnswer(false_), forged)
    }
  })
}
