"""The place that a title or issuing body begins with: 鞍山市铁西区 of 鞍山市铁西区儿童发展规划.

A name in the gazetteer is taken as it stands there. What the gazetteer does not know (towns, zones,
places of a later reform) is read by its suffix, and only where no word of a plan's topic is
swallowed: 云栖市 of 云栖市智慧城市建设规划, never 云栖市智慧城市. Titles follow GB/T 9704-2012,
where the issuing body comes first, then 关于, the matter and the kind of document; a plan's own
title puts the place first.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from graph.gazetteer import gazetteer, lies_in

COUNTRY_WORDS: Final = re.compile(
    r"(?:中华人民共和国|中国|全国|国务院|中共中央|国家)(?!级|重点|标准|规范)"
)
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_YEARS: Final = (
    r"\d{4}\s*(?:年?\s*[-—－–~～至到]+\s*\d{4}\s*)?年?(?:度)?|"
    r"[〇○零一二三四五六七八九]{4}年|[“\"]?[一二三]?十?[一二三四五六七八九十]五[”\"]?(?:时期|期间)?"
)
# What may stand before the place: 关于印发《2022年云栖市…》, “十四五”云栖市….
_BEFORE: Final = re.compile(
    rf"(?:\s|[《〈<“\"'‘#*(（【\[]|关于|印发|发布|公布|批转|转发|{_YEARS})*"
)
_SUFFIX: Final = re.compile(
    r"特别行政区|自治[区州县旗]|(?:经济|高新|高技术|技术|产业|工业|旅游|经济技术|高新技术产业|"
    r"经济技术产业|农业高新技术产业)?开发区|(?:文化|旅游|国家级旅游)*度假区|高新区|经开区|[工产]业园区|"
    r"示范区|管理区|保税区|风景名胜区|风景区|新区|新城|林区|街道|地区|苏木|[省市州盟县区旗镇乡]"
)
# Zones and towns have no code of their own; they stand behind a division or alone.
ZONE_OR_TOWN: Final = re.compile(
    r"(?:开发区|度假区|高新区|经开区|园区|示范区|管理区|保税区|风景名胜区|风景区|新区|新城|林区|"
    r"街道|苏木|[镇乡])$"
)
# A name holds none of these words: they open the plan's topic or belong to ordinary speech.
_NOT_A_NAME: Final = re.compile(
    r"[与及或的在对把等为以使让妇委局厅]|儿童|老年|老龄|残疾|青年|青少年|未成年|发展|规划|计划|纲要|"
    r"方案|意见|办法|建设|国民|推进|加强|促进|深化|实施|做好|打好|打造|防治|创建|创新|开展|保障|提升|"
    r"提高|完善|落实|构建|支持|扩大|开放|合作|关爱|保护|服务|改革|行动|工程|项目|工作|治理|振兴|迈向|"
    r"健康|教育|卫生|智慧|美丽|特色|海绵|文明|友好|无废|数字|生态|文化|社会|农业|农村|产业|经济|城镇|"
    r"城乡|城市|乡村|老旧|革命|国家|民族|贫困|试点|政府|重点|中心|人民|相关|有关|办公|政协|人大"
)
_NOT_A_BEGINNING: Final = re.compile(r"[全各本我该此每某]|其他|所有")
# Words that end like names: alone they are no place, and behind a place they are none by their
# ending either (云栖市特色小镇, 云栖市养老社区).
_WORD: Final = re.compile(
    r"(?:城乡|[大小]?城镇|[大小]?城市|都市|乡镇|小镇|社区|小区|[主老旧新]?城区|[近远]郊区|郊区|"
    r"辖区|片区|街区|校区|老区)$"
)
# What follows a suffix and takes it away into another word: 区域, 乡村, 镇街, 市场.
_SWALLOWED: Final = {
    "区": "域块间位", "乡": "贤土镇情", "镇": "街域",
    "市": "场容", "旗": "帜舰", "盟": "约友",
}  # fmt: skip
_NAME_CHARACTER: Final = re.compile(f"[{_HAN}XxＸ×○〇]")
# What a plan's topic begins with: the proof that the name before it has ended.
_PLAN_WORD: Final = re.compile(
    rf"$|[^{_HAN}]|妇|儿童|女性|未成年|青|少年|家庭|托育|婴幼儿|老|养老|残|国民|经济|社会|教育|卫生|"
    r"健康|医|人[口才力民大]|就业|民[政族]|文[化旅明物]|旅游|体育|全[民面]|科[技学]|生态|环境|农|乡村|"
    r"住房|城[乡市镇]|镇[村街]|交通|综合|应[急对]|消防|安全|法治|司法|平安|数字|智[慧能]|信息|工业|制造|"
    r"商务|商业|市[场政]|公[共路安]|基[本层]|高质量|国[土防有家]|空间|水|林|草|森林|湿地|河湖|防|贯彻|"
    r"落实|实施|推进|促进|加强|关于|深化|创[建新]|优化|统筹|持续|进一步|积极|十|第|党|委|政[协务]|"
    r"发展|人居|能源|节能|低碳|碳|循环|财政|税|金融|投资|招商|营商|开放|物流|现代|战略|服务|志愿|区[域级]|"
    r"县[域级]|市级|知识|绿色|重[点大]|优抚|退役|双拥|慈善|精神|爱国|食品|药品|中医|质量|普[惠法]|"
    r"自然|矿|地[名质]|粮|种植|畜|气象|地震|通信|网络|广播|融媒|历史|非物质|行政|机关|审计|统计|监督|"
    r"信访|婚|殡|救助|社区|特色|小城镇|管委|管理委|办事处|街道|政府|检察|法院"
)
# 城区 and 郊区 are districts only where the title goes straight on with its readers or years.
_QUARTER_GOES_ON: Final = re.compile(
    rf"$|[^{_HAN}]|妇|儿童|国民|残疾|老龄|青年|人民政府|委|[{_HAN}]{{2,8}}(?:局|委员会)"
)
_STEM_LENGTH: Final = 7
_CHAIN: Final = 4  # province, prefecture, county, town
_ORGAN: Final = re.compile(
    rf"人民政府|政府(?!采购)|人大|政协|中国人民政治协商会议|行政公署|行署|办事处|党委|党?工委|"
    rf"委(?=$|办|员会|组织|宣传|政法|关于|印发|[^{_HAN}]|[{_HAN}]{{2,8}}人民政府)|[{_HAN}]{{0,16}}?"
    r"(?:委员会|工委|管委会|局|厅|办公室|妇联|联合会|残联|团委|总工会|法院|检察院|领导小组)"
)


class Head(NamedTuple):
    """What stands at the head of a text: its end, the divisions it may be, and where these end."""

    end: int
    codes: tuple[str, ...]  # empty where the gazetteer knows none of it
    known: int  # the end of the part that the gazetteer knows


def head(text: str, start: int = 0) -> Head:
    """The chain of place names at `start`; `end == start` where none stands there.

    >>> head("鞍山市铁西区儿童发展规划")
    Head(end=6, codes=('210303',), known=6)
    """
    position = start
    codes: tuple[str, ...] = ()
    while found := _known(text, position, codes):
        position, codes = found
    known = position
    level = _level(codes)
    for _ in range(_CHAIN):
        end = _by_suffix(text, position, level)
        if end == position:
            break
        level = "town" if ZONE_OR_TOWN.search(text[position:end]) else _suffix_level(text[end - 1])
        position = end
    return Head(position, codes, known)


def _level(codes: tuple[str, ...]) -> str:
    return gazetteer().divisions[codes[0]].level if codes else ""


def _suffix_level(suffix: str) -> str:
    """The highest level that a place with this suffix can have: 市 may hold a district."""
    return {"省": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture"}.get(
        suffix, "county"
    )


def _known(text: str, start: int, above: tuple[str, ...]) -> tuple[int, tuple[str, ...]] | None:
    """End and divisions of the longest name of the gazetteer at `start` that lies in `above`."""
    table = gazetteer()
    for length in range(min(table.longest, len(text) - start), 1, -1):
        end = start + length
        word = text[start:end]
        codes = table.named.get(word, ())
        if codes and end < len(text) and text[end] in _SWALLOWED.get(word[-1], ""):
            continue
        if not codes and word in table.short:
            codes = _if_short(text, end, table.short[word])
        codes = tuple(one for one in codes if not above or _below(one, above))
        if codes and (above or not _is_word(codes, word) or _QUARTER_GOES_ON.match(text, end)):
            return end, codes
    # 枣庄市中区, 青岛市南区: the 市 is written once for 市市中区.
    if above and text[start - 1 : start] == "市":
        doubled = table.named.get("市" + text[start : start + 2], ())
        codes = tuple(one for one in doubled if _below(one, above))
        if codes:
            return start + 2, codes
    return None


def _is_word(codes: tuple[str, ...], name: str) -> bool:
    """Whether the name is rather a word: 城区绿化, 老城区改造."""
    divisions = gazetteer().divisions
    return name.endswith(("城区", "郊区", "矿区")) and all(divisions[one].common for one in codes)


def _below(code: str, above: tuple[str, ...]) -> bool:
    return code not in above and any(lies_in(code, upper) for upper in above)


def _if_short(text: str, end: int, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The divisions of a short form (广西, 鞍山), where what follows shows that it is one."""
    divisions = gazetteer().divisions
    if _known(text, end, codes):
        return codes
    plain = tuple(one for one in codes if not divisions[one].common)
    provinces = tuple(one for one in plain if divisions[one].level == "province")
    follows = _PLAN_WORD.match(text, end) or _by_suffix(text, end, "prefecture", ahead=False) > end
    return (provinces or plain) if follows and end < len(text) else ()


def _by_suffix(text: str, start: int, above: str, *, ahead: bool = True) -> int:
    """The end of the name at `start` that only its suffix shows to be a place, else `start`.

    `above` is the level of what stands before it: behind a county only towns and zones follow.
    `ahead` allows a look at the name behind this one, once, so that the work stays bounded.
    """
    if _NOT_A_BEGINNING.match(text, start):
        return start
    for i in range(start, min(start + _STEM_LENGTH + 1, len(text))):
        found = _SUFFIX.match(text, i)
        if found and _ends_a_name(text, start, found, above, ahead):
            return found.end()
        if not _NAME_CHARACTER.match(text, i) or _NOT_A_NAME.search(text, start, i + 1):
            break
    return start


def _ends_a_name(text: str, start: int, found: re.Match[str], above: str, ahead: bool) -> bool:
    """Whether the suffix found ends a name that begins at `start`."""
    end, suffix, stem = found.end(), found[0], text[start : found.start()]
    following = text[end : end + 1]
    word = _WORD.search(text, start, end) if above else _WORD.match(text[start:end])
    town = ZONE_OR_TOWN.search(text[start:end]) is not None
    if above and text[end - 2 : end] in ("城区", "郊区"):
        return above == "prefecture" and _QUARTER_GOES_ON.match(text, end) is not None
    if not stem:
        return bool(above) and town and len(suffix) > 2  # 云栖市开发区
    if len(stem) == 1 and suffix in "省市区州盟镇乡旗" and not above and stem not in "XxＸ×○〇":
        return False  # 部省, 大区; the few real ones are in the gazetteer
    topic = _PLAN_WORD.match(text, end) is not None
    if word or (not topic and following and following in _SWALLOWED.get(suffix, "")):
        return False
    if suffix == "市" and following == "民" and text[end + 1 : end + 2] not in ("政", "族"):
        return False
    if suffix in "州镇乡旗" and _SUFFIX.match(text, end) and not topic:
        return False  # 云州市, 白旗镇, 新乡县: the name goes on
    if suffix == "市" and len(stem) == 1 and following == "区":
        return False  # 新市区, 西市区
    if not above:
        return True
    if above in ("county", "town") and not town:
        return False
    if suffix in "县旗" or topic:
        return True
    level = "county" if town else _suffix_level(suffix[-1])
    return ahead and _by_suffix(text, end, level, ahead=False) > end


def place_in_title(title: str) -> str | None:
    """The place at the head of a plan's title, without white space; None where it names none.

    >>> place_in_title("鞍山市铁西区儿童发展规划（2021—2030年）")
    '鞍山市铁西区'
    >>> place_in_title("中国妇女发展纲要（2021—2030年）")
    '中国'
    """
    text = _without_space(title)
    start = _begin(text)
    if country := COUNTRY_WORDS.match(text, start):
        return country[0]
    end = head(text, start).end
    return text[start:end] or None


def place_of_government(line: str) -> str | None:
    """The place of the body that a line begins with; None where there is no body or place.

    >>> place_of_government("台儿庄区人民政府关于印发台儿庄区妇女发展规划的通知")
    '台儿庄区'
    >>> place_of_government("市人民政府办公室") is None
    True
    """
    text = _without_space(line)
    start = _begin(text)
    if text.startswith("中共", start) and not text.startswith("中共中央", start):
        start += len("中共")
    if country := COUNTRY_WORDS.match(text, start):
        return country[0]
    end = head(text, start).end
    return text[start:end] if end > start and _ORGAN.match(text, end) else None


_LONGEST_TITLE: Final = 200


def _without_space(text: str) -> str:
    """The first characters of a title without white space, which line breaks leave inside."""
    return "".join(text[:_LONGEST_TITLE].split())


def _begin(text: str) -> int:
    found = _BEFORE.match(text)
    return found.end() if found else 0
