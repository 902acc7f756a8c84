// Seals one message with each KEM and prints it, for test_sealing_js.py to open.
import { hex, json, unhex } from './fixtures.mjs'
import { load } from './page.mjs'
import { NAME } from './xwing_for_node.mjs'

const all = json('interop')
const out = {}
for (const [name, Uitweg] of Object.entries({
  native: load(),
  fallback: load({ without: [NAME] }),
})) {
  const { forTeam, forReporter } = await Uitweg.sealMessage({
    teamPublic: unhex(all.teamPublic),
    reporterPublic: unhex(all.reporterPublic),
    mailboxHash: unhex(all.mailboxHash),
    key: unhex(all.key),
    message: all.message.content,
  })
  out[name] = { forTeam: hex(forTeam), forReporter: hex(forReporter) }
}
process.stdout.write(JSON.stringify(out))
