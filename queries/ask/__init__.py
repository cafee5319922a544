"""Questions in everyday Chinese, understood by rules, vocabularies and search; no language model."""

from queries.ask.answering import ask
from queries.ask.reply import Intent, Known, Reply

__all__ = ["Intent", "Known", "Reply", "ask"]
