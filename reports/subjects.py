"""What the subject of a finding is called wherever people read it: in the report, in mail and on a terminal."""

from collections.abc import Mapping

from contract.findings import SubjectKind, theme_and_aspect
from reports.quoting import MAX_NAME, clean

_BETWEEN = {"zh": " · ", "en": ": "}  # 新能源汽车 · 续航, New energy vehicles: battery life


def called(kind: str, subject: str, themes: Mapping[str, str], aspects: Mapping[str, str], language: str) -> str:
    """A subject as people write it in a language (zh or en), safe to show.

    Hashtags stand between their signs, themes and aspects under the names that these mappings give for their ids, or
    under the ids themselves. Whatever a text holds, no name is longer than MAX_NAME, an aspect's than twice that.
    """
    if kind == SubjectKind.THEME:
        return themes.get(subject, clean(subject)[:MAX_NAME])
    if kind == SubjectKind.ASPECT:
        theme, aspect = theme_and_aspect(subject)
        told = aspects.get(aspect, clean(aspect)[:MAX_NAME])
        return called(SubjectKind.THEME, theme, themes, aspects, language) + _BETWEEN[language] + told
    name = clean(subject)[:MAX_NAME]
    return f"#{name}#" if kind == SubjectKind.HASHTAG else name
