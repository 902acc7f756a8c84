// A real provider of OpenID Connect for the tests; it keeps to the NL GOV profile.
//
// Its settings come as one line of JSON on standard input; it says its issuer on standard output.
import http from "node:http";
import { once } from "node:events";
import readline from "node:readline";
import Provider from "oidc-provider";

const [line] = await once(readline.createInterface({ input: process.stdin }), "line");
const { client, redirectUris, backTo, signsWith, acr } = JSON.parse(line);

const server = http.createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: client.id,
    redirect_uris: redirectUris,
    post_logout_redirect_uris: [backTo],
    response_types: ["code"],
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: client.alg,
    id_token_signed_response_alg: signsWith.alg,
    subject_type: "pairwise",
    require_auth_time: true,
    jwks: { keys: [client.jwk] },
  }],
  jwks: { keys: [signsWith] },
  acrValues: [acr],
  subjectTypes: ["pairwise"],
  pairwiseIdentifier: (_, account) => `pairwise-${account}`,
  pkce: { required: () => true },
  responseTypes: ["code"],
  enabledJWA: {
    idTokenSigningAlgValues: ["PS256", "RS256", "ES256"],
    clientAuthSigningAlgValues: ["PS256", "RS256", "ES256"],
  },
  clientAuthMethods: ["private_key_jwt"],
  features: { devInteractions: { enabled: false }, userinfo: { enabled: false } },
  cookies: { keys: ["only for tests"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  ttl: { AuthorizationCode: 60, IdToken: 300, Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 60 },
});

// one page with a field for who it is, and one button; no password, as nobody real is here
const PAGE = (uid) => `<!doctype html><html lang="nl"><title>Gemeente Voorbeeldstad</title>
<form method="post" action="/interaction/${uid}"><h1>Gemeente Voorbeeldstad</h1>
<label>Wie ben je? <input name="account" value="fatima"></label><button>Meld aan</button></form></html>`;

const bodyOf = async (request) => {
  let body = "";
  for await (const piece of request) body += piece;
  return new URLSearchParams(body);
};

const answer = async (request, response) => {
  const { uid, params, prompt, session } = await provider.interactionDetails(request, response);
  if (request.method === "GET" && prompt.name === "login") {
    response.setHeader("Content-Type", "text/html");
    return response.end(PAGE(uid));
  }
  const account = request.method === "POST" ? (await bodyOf(request)).get("account") : session.accountId;
  if (account === "") {
    return provider.interactionFinished(request, response, { error: "access_denied" });
  }
  const grant = new provider.Grant({ accountId: account, clientId: params.client_id });
  grant.addOIDCScope("openid");
  const result = { login: { accountId: account, acr }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
};

const callback = provider.callback();
server.on("request", (request, response) => {
  if (!request.url.startsWith("/interaction/")) return callback(request, response);
  return answer(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
});
console.log(issuer);
