// Builds the public pages' scripts in ../built, or everything in the folder given:
// - report.js and mailbox.js: a page's script, with the cryptography and the word list in it;
// - files.js: fetched when there are files; later.js: for drafts on the device and open mailboxes;
// - work.js: fetched under load, for the proof of work; seal-noble.js: the fallback for X-Wing;
// - package_link.js: the page of a partner without an account, on the staff door;
// - third-party.txt: the licences of all that is included.
// The scripts of every page (exit.js, aloud.js, open_now.js) go to platform/ui/look/built.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const parts = process.env.UITWEG_PARTS ?? `${here}../../..`
const pages = `${parts}/channel/static/channel`
const into = process.argv[2] ?? `${here}../built`
const shared = {
  absWorkingDir: here,
  outdir: into,
  bundle: true,
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
}

await build({
  ...shared,
  outdir: process.argv[2] ?? `${parts}/platform/ui/look/built`,
  entryPoints: ['exit', 'aloud', 'open_now'].map((script) => `${parts}/platform/ui/look/${script}.js`),
  target: 'es2017',
})
await build({ ...shared, entryPoints: [`${pages}/later.js`], format: 'esm', target: 'es2020' })
const carrying = {
  ...shared,
  format: 'esm',
  banner: { js: '/* with MIT parts: third-party.txt */' },
  metafile: true,
}
const sealing = await build({
  ...carrying,
  entryPoints: ['report', 'mailbox'].map((page) => `${pages}/${page}.js`),
  alias: { sealing: `${here}seal.mjs`, 'word-list': `${parts}/platform/sealing/words.txt` },
  format: 'iife',
  target: 'es2022', // older browsers cannot read the fallback either; they keep the plain forms
})
const noble = await build({ ...carrying, entryPoints: ['seal-noble.mjs'], target: 'es2022' })
const files = await build({
  ...carrying,
  entryPoints: [`${pages}/files.js`],
  alias: { 'sealing-bytes': `${here}bytes.mjs`, 'sealing-files': `${here}files.mjs` },
  loader: { '.css': 'text' },
  target: 'es2020',
})
const work = await build({ ...carrying, entryPoints: ['work.mjs'], target: 'es2020' })
await build({
  ...shared,
  entryPoints: [`${parts}/casework/partners/static/partners/package_link.js`],
  alias: { 'sealing-bytes': `${here}bytes.mjs`, 'sealing-split-key': `${here}split_key.mjs` },
  format: 'iife',
  target: 'es2020',
})

const inside = new Set()
for (const path of [sealing, noble, files, work].flatMap(({ metafile }) => Object.keys(metafile.inputs))) {
  const [folder] = path.match(/^node_modules\/(@[^/]+\/)?[^/]+/) ?? []
  if (folder) inside.add(folder)
}
const licenceOf = (folder) => {
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].find((name) => existsSync(`${here}${folder}/${name}`))
  return readFileSync(`${here}${folder}/${file}`, 'utf8')
}
const notices = [...inside].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(`${here}${folder}/package.json`, 'utf8'))
  return `${name} ${version}\n\n${licenceOf(folder).trim()}\n`
})
writeFileSync(`${into}/third-party.txt`, notices.join(`\n${'-'.repeat(70)}\n\n`))
