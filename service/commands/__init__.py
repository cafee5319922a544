"""The commands of `guitu`, one module each: `arguments(parser)` declares, `run(args)` does and prints.

A module is imported only when its command is called, so that `guitu --help` stays quick.
"""
