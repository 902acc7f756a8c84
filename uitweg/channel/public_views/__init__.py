"""The channel for whoever writes: words first, then the story, then the answer.

Two ways through the same doors: `plain` for browsers without JavaScript (each step a
form that carries the words in its own body, and this door seals), `sealed` for those
that seal themselves and post JSON to the `verzegeld` addresses.
"""
