"""Which indicators a subject phrase names: 新生儿、婴儿和5岁以下儿童死亡率 names three.

Chinese leaves out of a list what its members share: the head noun (死亡率) is printed with the last
member, the population (5岁以下儿童) with the first. Works on folded phrases.
"""

from __future__ import annotations

import re
from typing import Final

# Nouns that end an indicator's name.
_HEAD: Final = re.compile(
    r"(?:率|比例|比重|占比|比值|比率|百分比|之比|男女比|覆盖面|数|数量|总量|总数|人数|水平|程度"
    r"|面积|投资"
    r"|强度|指数|规模|总额|经费|支出|收入|增速|增幅|降幅|标准|能力|浓度|能耗|水耗|寿命|年限|时间"
    r"|时长"
    r"|次数|产量|存量|比|床位|学位|托位|增加值|生产总值|投入|贡献度|满意度|拥有量|保有量|排放量"
    r"|消费量|天数)$"
)
_RATE_HEAD: Final = re.compile(
    r"(?:率|比例|比重|占比|比率|百分比|数|数量|水平|面积|浓度|寿命|年限|标准|收入|指数|增幅|增速)$"
)
# The part of the last member that every member of the list shares.
_SHARED_HEAD: Final = re.compile(
    r"(?:(?:领导班子(?:成员)?)?中?(?:女干部|女性)?(?:质量|抽检|抽查|监督|监测|检验|检查|复查|总体"
    r"|系统|健康|保健|规范化?|综合|早期|新发"
    r"|意外|伤害|死亡|患病|发病|发生|报告|检测|检出|筛查|治疗|救治|救助|管理|服务|覆盖|普及|合格"
    r"|达标|优良"
    r"|知晓|接种|参保|入学|入园|就业|巩固|毛|净|升学|辍学|增长|配备|签订|建档|签约|干预|随访|访视"
    r"|满意"
    r"|利用|处理|回收|改造|建设|开课|配置|设置|培训|参训|完成|保障|落实|结案|调解|开展|受理|人群"
    r"|防治"
    r"|基本|医疗|养老|保险|年均|平均)*率"
    r"|(?:居民)?(?:人均|平均)(?:可支配收入|预期寿命|受教育年限|消费支出)"
    r"|(?:领导班子)?(?:成员)?中?的?(?:女性|妇女|女干部|女党员)?(?:所占|占)?的?(?:比例|占比|比重))"
    r"(?:年均增幅|年均增速|增幅|增速)?$"
)
_GROWTH: Final = re.compile(r"(?:年均)?(?:增幅|增速|降幅|增长率)$")
_PEOPLE: Final = (
    r"(?:\d+(?:周?岁|个月)?(?:[—\-~至到]{1,2}\d+)?(?:周?岁|个月)?(?:以下|以上|及以下|及以上"
    r"|内)?的?)?"
    r"(?:农村|城镇|城乡|城市|全区|全市|全县|全省|区|市)?(?:流动|适龄|低龄|困难|贫困|老年|残疾"
    r"|留守|困境)?"
    r"(?:孕产妇|孕妇|产妇|妇女|女性|女童|新生儿|婴幼儿|婴儿|儿童青少年|儿童|青少年|中小学生"
    r"|小学生|初中生"
    r"|高中生|学生|老年人|残疾人|青年|职工|居民|人口)"
)
_POPULATION: Final = re.compile(
    rf"(?:(?:女性|妇女)在(?:各级|全区|全市|全县)?|{_PEOPLE}|农村|城镇|城市|城乡)"
)
_PER: Final = re.compile(
    r"每[百千万\d十]+(?:名|位|人|户|个)?[^\d,，、和及]{0,6}?(?:人口|儿童|老年人|老人|居民|学生"
    r"|职工|残疾人|青年)?(?:拥有|配备)?"
)
# 与 in 参与, 及 in 普及 and 和 in 和谐 join nothing.
_JOIN: Final = re.compile(r"、|[,，]|以及|(?<!参)与(?!会)|(?<![普涉以])及(?!时|格)|和(?![谐平睦])")
_STAGES: Final = re.compile(
    r"小学(?:阶段)?(?:学生|生)?|初中(?:阶段)?(?:学生|生)?|高中(?:阶段)?(?:学生|生)?|大学生|中学生"
    r"|幼儿园"
    r"|城镇|农村|城市|乡村|城区|男性|女性|男生|女生|省级|市级|县级|区级|乡级|村级|乡镇|街道|社区"
    r"|行政村"
)
# What a denominator at the head of a list is shared by: things that are counted.
_COUNTED: Final = re.compile(r"(?![^,，]*(?:人均|率|比|每|寿命|收入|年限|支出))[^,，]{1,10}")
# Words before the indicator that urge it (力争实现, 确保) or make it an object (将, 使).
_LEAD: Final = re.compile(
    r"\s*(?:“?十[三四五]五”?(?:时期|期间|期末|末)[,，]?)?\s*(?:(?:并且|同时|并|且|即|以|，|,"
    r"|其中[,，])\s*)?"
    r"(?:(?:努力|力争|倡导|率先|积极|切实|着力|逐步|进一步|全面|基本|稳步|不断|有效|争取)*"
    r"(?:确保|实现|力争|争取|推动|促进|做到|促使|倡导|使得|使|将|把|让"
    r"|保[证障](?!覆盖|率|水平|标准|能力|体系|房|性|金|人数|面|对象))"
    r"(?![性率]))*"
)  # fmt: skip
_RAISE: Final = re.compile(
    r"\s*(?:进一步|逐步|稳步|不断|持续)?(?:提高|提升|降低|减少|控制|增加|扩大|巩固)(?![率值量])"
)
# An indicator's end that says what is measured and not of what: 筛查率, 防控知识知晓率.
_BARE: Final = re.compile(rf"(?:防控|防治|预防|相关|核心)?(?:知识)?{_SHARED_HEAD.pattern}")
_ACTS: Final = re.compile(
    r"(?:进一步|逐步|稳步|不断|持续|继续|全面|大力|积极|广泛|深入|定期|及时|切实|着力|有效"
    r"|加强|加大|加快|推进|推动|推行|推广|开展|完善|规范|落实|实施|做好|办好|扩大|健全|强化|增强"
    r"|优化|深化|提高|提升|改善|普及|重视|关注|保障|发展|建立)+"
)
_LOOSE_END: Final = re.compile(r"(?:的|自我|得到|有效|充分|全面|切实)+$")
_LONGEST_THING: Final = 30


def names_indicator(phrase: str) -> bool:
    """Whether the phrase ends as an indicator's name does (率, 比例, 数, …), no verb before it."""
    return bool(_HEAD.search(phrase.rstrip()[-6:])) and not _RAISE.match(phrase)


def lead_length(phrase: str, *, raised: bool = False) -> int:
    """How many characters before the indicator only urge it: 力争实现, 将, 确保.

    With `raised`, a verb whose object is the indicator goes too (提高…参保率到95%).
    """
    match = _LEAD.match(phrase)
    length = match.end() if match else 0
    if raised and (verb := _RAISE.match(phrase, length)):
        length = verb.end()
    return min(length, len(phrase))


def indicators(phrase: str, *, distribute: bool, expected: int = 0) -> tuple[str, ...]:
    """The indicators that a subject phrase names, each made whole.

    Members that end in a head noun of their own (…率和…率) always stand apart. With `distribute`
    (分别, 均) members without one take that of the last. `expected` is the number of values to
    be shared out: where only one reading has that many members, it is the one.

    >>> indicators("新生儿、婴儿和5岁以下儿童死亡率", distribute=True)
    ('新生儿死亡率', '婴儿死亡率', '5岁以下儿童死亡率')
    >>> indicators("5岁以下儿童贫血率和生长迟缓率", distribute=True)
    ('5岁以下儿童贫血率', '5岁以下儿童生长迟缓率')
    """
    if expected == 2 and phrase.startswith("城乡"):
        return "城市" + phrase[2:], "农村" + phrase[2:]
    groups = _groups(_members(phrase))
    whole = tuple("".join(group) for group in groups)
    if distribute and len(whole) != expected:
        each = tuple(name for group in groups for name in _distributed(group))
        if not expected or len(each) == expected:
            return _with_population(each)
    return _with_population(whole)


def elided(first: str, member: str) -> str:
    """The whole name of a list member that leaves out what the first member said.

    >>> elided("小学生每天睡眠时间", "初中生")
    '初中生每天睡眠时间'
    >>> elided("每千名儿童拥有儿科执业(助理)医生", "床位")
    '每千名儿童拥有床位'
    """
    per = _PER.match(first)
    if per and _COUNTED.fullmatch(member):
        return per.group() + member
    if names_indicator(member) or not first:
        return member
    if _STAGES.match(member):
        there = _STAGES.search(first)
        return first.replace(there.group(), member, 1) if there else member + first
    return member + first if len(member) <= 10 and names_indicator(first) else member


def resumed(before: str, phrase: str) -> str:
    """The whole name of a bare indicator that takes up a word of the clause before it.

    >>> resumed("加强新生儿疾病筛查", "筛查率")
    '新生儿疾病筛查率'
    >>> resumed("提高妇女宫颈癌自我防控意识", "防控知识知晓率")
    '妇女宫颈癌防控知识知晓率'
    """
    at = before.rfind(phrase[:2])
    if at < 0 or not _BARE.fullmatch(phrase) or names_indicator(before):
        return phrase
    act = _ACTS.match(before)
    thing = _LOOSE_END.sub("", before[act.end() if act else 0 : at])
    return thing + phrase if 2 <= len(thing) <= _LONGEST_THING else phrase


def _members(phrase: str) -> list[str]:
    """`phrase` cut before its joining words (which stay with the member they open)."""
    members, start, depth = [], 0, 0
    brackets = [(m.start(), m.group()) for m in re.finditer(r"[()]", phrase)]
    inside: list[tuple[int, int]] = []
    for position, bracket in brackets:
        if bracket == "(":
            depth = position
        else:
            inside.append((depth, position))
    for match in _JOIN.finditer(phrase):
        if not any(a < match.start() < b for a, b in inside) and match.start() > start:
            members.append(phrase[start : match.start()])
            start = match.start()
    members.append(phrase[start:])
    return members


def _bare(member: str) -> str:
    match = _JOIN.match(member)
    return member[match.end() :] if match else member


def _groups(members: list[str]) -> list[list[str]]:
    """Members up to and including one with a head noun; what follows the last stays with it."""
    groups: list[list[str]] = []
    current: list[str] = []
    for member in members:
        current.append(member)
        if _RATE_HEAD.search(member):
            groups.append(current)
            current = []
    if current and groups:
        groups[-1] += current
    elif current:
        groups.append(current)
    return [[_bare(group[0]), *group[1:]] for group in groups]


def _distributed(group: list[str]) -> tuple[str, ...]:
    """Each member of the group with the last one's head noun."""
    if len(group) == 1:
        return ("".join(group),)
    head = _SHARED_HEAD.search(group[-1])
    if not head or head.start() <= 1:
        return ("".join(group),)
    names = [_bare(member) + head.group() for member in group[:-1]]
    return (*names, _bare(group[-1]))


def _with_population(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, those without a population taking that of the first; shared growth words too."""
    if len(names) < 2:
        return names
    growth = _GROWTH.search(names[-1])
    if growth and all(name.endswith("率") for name in names[:-1]):
        names = (*(name + growth.group() for name in names[:-1]), names[-1])
    population = _POPULATION.match(names[0])
    if not population:
        return names
    shared = population.group()
    return tuple(name if _POPULATION.search(name) else shared + name for name in names)
