"""How one speaks to a person: 王经理, 李女士, Manager Wang, Ms Li (duties L1 and L5)."""

from django.utils.translation import gettext_lazy as _

DOUBLE_SURNAMES = (
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯",
)  # fmt: skip
TITLES = {"mr": _("Mr"), "ms": _("Ms")}
TITLES_ZH = {"mr": "先生", "ms": "女士"}
# The procedure greets leaders as ***经理 or ***主任; 副 is left out when one speaks to them. Longest ending first.
LEADER_ENDINGS = (("总经理", "General Manager"), ("经理", "Manager"), ("主任", "Director"))


def surname(name: str) -> str:
    """Return the family name of a Chinese name; a name in Latin letters is returned whole."""
    if not name or name[0].isascii():
        return name
    return name[:2] if name.startswith(DOUBLE_SURNAMES) and len(name) > 2 else name[0]


def surname_en(name: str, name_en: str) -> str:
    """Return the family name in Latin letters.

    Names in pinyin keep the Chinese order (Wang Shili: Wang); other names end with the family name (Alex Sample:
    Sample).
    """
    words = name_en.split()
    if not words:
        return surname(name)
    return words[0] if name and not name[0].isascii() else words[-1]


def address_zh(name: str, title: str, job_title: str) -> str:
    """Return 王经理, 李先生, or the whole name where neither leader's title nor form of address is known."""
    plain = job_title.replace("副", "")
    for ending, _english in LEADER_ENDINGS:
        if plain.endswith(ending):
            return f"{surname(name)}{ending}"
    word = TITLES_ZH.get(title, "")
    return f"{surname(name)}{word}" if word else name


def address_en(name: str, name_en: str, title: str, job_title_zh: str) -> str:
    """Return Manager Wang, Ms Li, or the whole name; the leader's title is read from the Chinese one."""
    plain = job_title_zh.replace("副", "")
    for ending, english in LEADER_ENDINGS:
        if plain.endswith(ending):
            return f"{english} {surname_en(name, name_en)}"
    word = {"mr": "Mr", "ms": "Ms"}.get(title, "")
    return f"{word} {surname_en(name, name_en)}" if word else (name_en or name)
