"""OpenID Connect with one provider, in the NL GOV profile 1.0.1; knows no member and no Django.

The only package that uses Authlib (and joserfc under it). Authlib's own clients are not used: they
log the code verifier, follow redirects and send assertions that live an hour. See docs/sign-on.md.
"""
