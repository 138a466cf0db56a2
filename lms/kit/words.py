"""The marker of words to be translated, apart from i18n so that pure modules may use it."""


def N_(msgid: str) -> str:
    """`msgid` itself: noted for the translators here, translated where it is shown."""
    return msgid
