// What a page can do with the sealing, with and without a modern browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordList } from './fixtures.mjs'
import { load, loadInsecure } from './page.mjs'
import { NAME } from './xwing_for_node.mjs'

const browsers = {
  'a modern browser': load(),
  'a browser without X-Wing': load({ without: [NAME] }),
}
const message = {
  text: 'Hij heeft ineens veel geld. 😟',
  role: 'friend',
  language: 'nl',
  safe_times: '',
  signals: ['sudden-expensive-things'],
}

const sealed = async (Uitweg, seeds) => {
  const mailboxHash = crypto.getRandomValues(new Uint8Array(32))
  const key = Uitweg.randomKey()
  const teamPublic = await Uitweg.publicKey(seeds.team)
  const reporterPublic = await Uitweg.publicKey(seeds.reporter)
  const both = await Uitweg.sealMessage({ teamPublic, reporterPublic, mailboxHash, key, message })
  return { mailboxHash, key, ...both }
}
const seeds = { team: new Uint8Array(32).fill(1), reporter: new Uint8Array(32).fill(2) }
const fails = (name) => (why) => why.name === name

for (const [name, Uitweg] of Object.entries(browsers)) {
  test(`in ${name} both readers open their own half`, async () => {
    const { mailboxHash, key, forTeam, forReporter } = await sealed(Uitweg, seeds)
    const place = { mailboxHash, key }
    const asReporter = { ...place, seed: seeds.reporter, envelope: forReporter }
    const asTeam = { ...place, seed: seeds.team, envelope: forTeam, reader: 'team' }
    assert.deepEqual(await Uitweg.openMessage(asReporter), message)
    assert.deepEqual(await browsers['a modern browser'].openMessage(asTeam), message)
  })

  test(`in ${name} a changed byte, another key or another place does not open`, async () => {
    const { mailboxHash, key, forReporter } = await sealed(Uitweg, seeds)
    const right = { mailboxHash, key, seed: seeds.reporter, envelope: forReporter }
    for (const at of [3, 10, 11, 1099, 1130, 1131, 5000, forReporter.length - 1]) {
      const envelope = forReporter.slice()
      envelope[at] ^= 1
      await assert.rejects(Uitweg.openMessage({ ...right, envelope }), fails('CannotOpen'))
    }
    const envelope = forReporter.slice(0, -1)
    const other = crypto.getRandomValues(new Uint8Array(32))
    for (const wrong of [{ envelope }, { seed: other }, { key: other }, { mailboxHash: other }]) {
      await assert.rejects(Uitweg.openMessage({ ...right, ...wrong }), fails('CannotOpen'))
    }
    for (const start of [[2, 0, 1], [1, 0, 2], [1, 1, 1], []]) {
      const nonsense = Uint8Array.from([...start, ...forReporter.slice(3)])
      const cut = start.length ? nonsense : forReporter.slice(0, 1100)
      await assert.rejects(Uitweg.openMessage({ ...right, envelope: cut }), fails('Malformed'))
    }
  })
}

test('the length of a message does not show within 4 KiB', async () => {
  const Uitweg = browsers['a modern browser']
  const publicKey = await Uitweg.publicKey(seeds.team)
  const lengths = new Set()
  for (const text of ['', 'ja', 'x'.repeat(3900)]) {
    const { forTeam } = await Uitweg.sealMessage({
      teamPublic: publicKey,
      reporterPublic: publicKey,
      mailboxHash: seeds.team,
      key: Uitweg.randomKey(),
      message: { ...message, text },
    })
    lengths.add(forTeam.length)
  }
  assert.deepEqual([...lengths], [11 + 1120 + 4096 + 16])
})

test('a fallback that cannot be fetched is tried again', async () => {
  const Uitweg = load({ without: [NAME], fallback: 'file:///nowhere.js' })
  await assert.rejects(Uitweg.ready())
  Uitweg.setFallback(new URL('../seal-noble.mjs', import.meta.url).href)
  await Uitweg.ready()
})

test('a page over plain http still runs, up to sealing', async () => {
  const Uitweg = loadInsecure()
  assert.equal(Uitweg.b64(new Uint8Array(3)), 'AAAA')
  await assert.rejects(Uitweg.ready(), fails('NoCrypto'))
})

test('seven words are drawn from the whole list', () => {
  const Uitweg = browsers['a modern browser']
  const drawn = new Set(Array.from({ length: 4000 }, () => Uitweg.newWords(wordList)).flat())
  assert.equal(Uitweg.newWords(wordList).length, 7)
  assert.equal(drawn.size, wordList.length)
})

test('typed words are read forgivingly', () => {
  const Uitweg = browsers['a modern browser']
  const words = wordList.slice(0, 7)
  const typed = words.map((word, at) => `${at + 1}. ${word.toUpperCase()}`).join(',\r\n')
  assert.deepEqual(Uitweg.readWords(typed, wordList), words)
  assert.deepEqual(Uitweg.readWords(words.join(' ').replace('a', 'á'), wordList), words)
  assert.throws(
    () => Uitweg.readWords('zzzz', wordList),
    (why) => why.name === 'WrongWords' && why.count === 1 && why.unknown[0] === 'zzzz',
  )
})

test('bytes survive base64', () => {
  const Uitweg = browsers['a modern browser']
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
  assert.deepEqual(Uitweg.unb64(Uitweg.b64(bytes)), bytes)
})

test('a word one letter away is close, and no other', () => {
  const Uitweg = browsers['a modern browser']
  for (const typed of ['pallm', 'pam', 'palk', 'plam', 'apalm', 'palmb']) {
    assert.ok(Uitweg.areClose(typed, 'palm'), typed)
  }
  for (const typed of ['palm', 'pmal', 'paaalm', 'kalf', '', 'mlap']) {
    assert.ok(!Uitweg.areClose(typed, 'palm'), typed)
  }
})
