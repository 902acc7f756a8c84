// Logging in with, proving, and adding a passkey (WebAuthn). The secret that a passkey gives (PRF)
// stays on this page: only the wrapping key derived from it is posted.
"use strict";
(() => {
  const SENTENCES = {
    stopped: "Er is niets gebeurd. Je stopte, of dit apparaat heeft geen passkey voor Uitweg.",
    late: "Dat duurde te lang. Er is niets gebeurd. Probeer het opnieuw.",
    known: "Dit apparaat heeft al een passkey voor jou. Je hoeft niets te doen.",
    address: "Dit adres klopt niet. Passkeys werken alleen op ",
    device: "Dit apparaat kan geen passkey maken die ook naar je vinger, gezicht of pincode vraagt.",
    session: "Je bent niet meer ingelogd, of het is te lang geleden. Laad de pagina opnieuw.",
    door: "Uitweg antwoordt niet. Kijk of je internet hebt en probeer het opnieuw.",
    unsupported: "Deze browser kent geen passkeys. Log in met je wachtzin, of neem een nieuwere browser.",
    phrase: "Je passkey is er, maar opent je sleutel niet op dit apparaat. Typ ook je wachtzin.",
    again: "Nog één aanraking: daarmee kan deze passkey ook je sleutel openen. Klik op de knop.",
    odd: "Dat lukte niet. Er is niets gebeurd. Probeer het opnieuw.",
  };
  const PHRASE_TIME = 100 * 1000; // a challenge is valid for two minutes

  const bytes = (text) => {
    const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const raw = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const descriptors = (known) => known.map((id) => ({ type: "public-key", id: bytes(id) }));

  class Failed extends Error {} // the message is a key of SENTENCES
  class Refused extends Error {} // the message is the server's own sentence

  // gets the challenge and its options from the server
  const fetchOptions = async (form) => {
    const request = { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" };
    const response = await fetch(form.dataset.ask, request).catch(() => { throw new Failed("door"); });
    if (response.status === 409) throw new Refused((await response.json()).say);
    if (!response.ok) throw new Failed(response.status >= 500 ? "door" : "session");
    return response.json();
  };

  const options = (asked) => ({
    challenge: bytes(asked.challenge),
    timeout: asked.timeout,
    extensions: { prf: { eval: { first: bytes(asked.salt) } } },
  });

  const get = (asked) => navigator.credentials.get({
    publicKey: {
      ...options(asked),
      rpId: asked.rp,
      allowCredentials: descriptors(asked.known),
      userVerification: "required",
    },
  });

  const create = (asked) => navigator.credentials.create({
    publicKey: {
      ...options(asked),
      rp: { id: asked.rp, name: asked.rp_name },
      user: { id: bytes(asked.user), name: asked.name, displayName: asked.name },
      pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: descriptors(asked.known),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
    },
  });

  // the passkey's secret for our salt, if it gives one; never posted
  const secretOf = (credential) => credential.getClientExtensionResults().prf?.results?.first;

  const wrappingKey = async (secret, id) => {
    const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
    const info = new TextEncoder().encode(`uitweg/v1|passkey-wrapping ${id}`);
    const algorithm = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
    return text(await crypto.subtle.deriveBits(algorithm, key, 256));
  };

  const wrappingKeyOf = async (credential) => {
    const secret = secretOf(credential);
    return secret ? wrappingKey(secret, credential.id) : "";
  };

  const assertionFields = ({ id, response }) => ({
    credential: id,
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
    user_handle: response.userHandle ? text(response.userHandle) : "",
  });

  // submits the form with these fields added and those named in `without` left out
  const post = (form, fields, without = []) => {
    const added = Object.entries(fields).map(([name, value]) => {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(field);
      return field;
    });
    const leftOut = without.map((name) => form.elements[name]).filter(Boolean);
    for (const field of leftOut) field.disabled = true;
    form.submit();
    for (const field of added) field.remove();
    for (const field of leftOut) field.disabled = false;
  };

  const sentenceKey = (error, startedAt, asked) => {
    if (error instanceof Failed) return error.message;
    const isLate = asked && Date.now() - startedAt >= asked.timeout - 1000;
    const keys = {
      NotAllowedError: isLate ? "late" : "stopped",
      AbortError: "stopped",
      TimeoutError: "late",
      InvalidStateError: "known",
      SecurityError: "address",
      ConstraintError: "device",
      NotSupportedError: "device",
    };
    return keys[error.name] ?? "odd";
  };

  // The steps of each page; they return nothing, or the key of a sentence to show.
  // `waiting`: the assertion of a passkey that has no secret, while the passphrase is typed
  let waiting = null;
  const steps = {
    async "log-in"(form, asked) {
      const credential = await get(asked);
      const key = await wrappingKeyOf(credential);
      if (key) return post(form, { ...assertionFields(credential), wrapping_key: key }, ["login", "phrase", "code"]);
      waiting = { fields: assertionFields(credential), at: Date.now() };
      for (const field of [form.elements.login, form.elements.code].filter(Boolean)) {
        field.disabled = true;
        field.closest(".fld").hidden = true;
      }
      form.elements.phrase.focus();
      return "phrase";
    },
    async prove(form, asked) {
      post(form, assertionFields(await get(asked)), ["phrase"]);
    },
    async add(form, asked) {
      // a name that the server refuses must be refused before the device makes a passkey
      const name = form.elements.label.value.trim();
      if (!name || name.length > 40) return form.submit();
      const credential = form.made ?? await create(asked);
      const prf = credential.getClientExtensionResults().prf;
      let secret = secretOf(credential);
      if (!secret && prf?.enabled) {
        form.made = credential;
        secret = await secretByUsing(asked, credential.id);
        if (!secret) return "again";
      }
      post(form, {
        credential: credential.id,
        client_data: text(credential.response.clientDataJSON),
        attestation_object: text(credential.response.attestationObject),
        wrapping_key: secret ? await wrappingKey(secret, credential.id) : "",
      });
    },
  };

  // some passkeys give their secret only when they are used, not when they are created
  const secretByUsing = async (asked, id) => {
    const challenge = text(crypto.getRandomValues(new Uint8Array(32)));
    try {
      return secretOf(await get({ ...asked, challenge, known: [id] }));
    } catch (error) {
      if (error.name === "NotAllowedError") return null;
      throw error;
    }
  };

  const start = (form) => {
    const say = form.querySelector("[data-passkey-say]");
    const show = (sentence) => {
      say.hidden = !sentence;
      say.lastElementChild.textContent = sentence;
    };
    const tell = (key) => show(key ? SENTENCES[key] + (key === "address" ? form.dataset.origin : "") : "");
    const run = async () => {
      const startedAt = Date.now();
      let asked;
      tell("");
      form.setAttribute("aria-busy", "true");
      try {
        asked = form.made && form.asked ? form.asked : await fetchOptions(form);
        form.asked = asked;
        tell(await steps[form.dataset.passkey](form, asked));
      } catch (error) {
        if (error instanceof Refused) show(error.message);
        else tell(sentenceKey(error, startedAt, asked));
      } finally {
        form.removeAttribute("aria-busy");
      }
    };
    for (const part of form.querySelectorAll("[data-passkey-part]")) part.hidden = false;
    if (!window.PublicKeyCredential || !window.isSecureContext) return tell("unsupported");
    if (location.origin !== form.dataset.origin) return tell("address");
    for (const button of form.querySelectorAll("[data-passkey-go]")) {
      button.hidden = false;
      if (button.type === "button") button.addEventListener("click", run);
    }
    form.addEventListener("submit", (event) => {
      if (form.dataset.passkey === "add") {
        event.preventDefault();
        run();
      } else if (waiting) {
        event.preventDefault();
        if (Date.now() - waiting.at < PHRASE_TIME) post(form, waiting.fields);
        else run();
      }
    });
    return undefined;
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) start(form);
})();
