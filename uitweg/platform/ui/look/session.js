// Whether the session still lasts, and posting by script. Somebody who logged in again on another
// tab has a new form token: every form of this page then gets it.
"use strict";
const session = (() => {
  const tokens = (page) => page.querySelectorAll("[name=csrfmiddlewaretoken]");

  // `quiet`: the request keeps no session alive
  const lasts = async ({ quiet = false } = {}) => {
    try {
      const headers = quiet ? { "X-By-Itself": "1" } : {};
      const response = await fetch(document.body.dataset.door, { headers, redirect: "manual", cache: "no-store" });
      if (!response.ok) return false;
      const [fresh] = tokens(new DOMParser().parseFromString(await response.text(), "text/html"));
      for (const field of tokens(document)) field.value = fresh.value;
      return true;
    } catch {
      return false;
    }
  };

  // Posts fields, with one of the page's own tokens; once more when only the token was too old.
  const post = async (url, fields, { quiet = false, headers = {}, ...options } = {}) => {
    const body = new URLSearchParams(fields);
    const attempt = () => {
      body.set("csrfmiddlewaretoken", tokens(document)[0].value);
      return fetch(url, {
        method: "POST",
        headers: { ...headers, ...(quiet ? { "X-By-Itself": "1" } : {}) },
        body,
        redirect: "manual",
        ...options,
      });
    };
    const response = await attempt();
    return response.status === 403 && await lasts({ quiet }) ? attempt() : response;
  };

  return { lasts, post };
})();
