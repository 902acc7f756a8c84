"""Read strangers' files, and typeset papers, in child processes without keys."""
