"""The commands of `./run`: what each asks on the command line, and what it does."""
