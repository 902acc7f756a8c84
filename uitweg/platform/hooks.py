"""Hooks: how a part lets the parts above it act, without knowing them.

The lower part makes a hook; the higher part registers a function in its module `slots`, which is
loaded when the program starts.
"""

from collections.abc import Iterator


class Hook[Function]:
    """The functions that parts above registered, in order; `name` is for who reads the error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._functions: list[Function] = []

    def register(self, function: Function) -> None:
        self._functions.append(function)

    def __iter__(self) -> Iterator[Function]:
        """Yield each function.

        Raises LookupError when there is none: that nobody was asked is not that all is well.
        """
        if not self._functions:
            raise LookupError(
                f"Nobody registered for {self.name!r}; are the modules `slots` loaded?"
            )
        return iter(self._functions)
