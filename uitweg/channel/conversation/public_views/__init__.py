"""The channel's pages for reporters: seven words first, then the message, then the mailbox.

There are two ways in. `plain` serves browsers without JavaScript: each step is a form that
carries the seven words in its body, and the server seals. `sealed` serves browsers that seal
themselves and post JSON to the `verzegeld` addresses.
"""
