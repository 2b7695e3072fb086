"""Words that say how a topic stands (rising, fading, a campaign): the report must say so of that topic."""

import re

_STATES = (
    ("not rising", r"其实不是|\bnot a rise\b|并非升温|不算升温|\b(?:is|are) not\b|looks? like a rise"),
    ("no longer", r"不再(?:增长|升温|上升)|\bno longer (?:grow|ris)\w*"),
    ("fall", r"下降|减少|降低|下滑|下跌|跌|回落|降温|降至|降到|变少|走低|\bfell\b|\bfall\w*|\bdrop\w*|"
        r"\bdeclin\w+|\bdecreas\w+|"
             r"\bfading|\bfad(?:e|es|ed)\b|\bcool\w*|\blower\b|\bfewer\b(?! than)|\bless\b(?! than)|"
             r"\bdown\b|\bshr[aiu]nk\w*|\bsubsid\w+"),
    ("rise", r"升温|上升|增长|增加|上涨|走高|升至|升到|攀升|飙升|激增|走热|变多|\brises?\b|\brising\b|"
        r"\brose\b|\bgrow\w*|\bgrew\b|"
             r"\bincreas\w+|\bclimb\w*|\bsurg\w+|\bsoar\w*|\bhigher\b|\bjump\w*|\bup\b(?! to\b)|\bspik\w+"),
    ("over", r"已过|回到平常|平息|结束|\bover\b(?! the)|back to usual|\bended\b"),
    ("peak", r"高位|见顶|\bpeaking\b"),
    ("watch", r"观察中|仍在观察|\bon watch\b"),
    ("flood", r"刷量|水军|灌水|\bfloods?\b|\bbots?\b|\bspam\w*"),
    ("campaign", r"营销|推广|\bcampaigns?\b|\bmarketing\b|\bpromot\w+"),
    ("calendar", r"年度节点|节日|购物节|\bcalendar\b|\bseasonal\w*"),
    ("artefact", r"假象|\bartefacts?\b|\bartifacts?\b"),
    ("organic rise", r"自然升温|自发|\borganic(?:ally)?\b(?! posts)"),
    ("new", r"新出现|首次出现|新话题|\bnew topics?\b|\bis new\b|\bnewly\b|\bemerg\w+"),
    ("first", r"最先|率先|最早|\bfirst\b"),
    ("most", r"最明显|最突出|最大|最快|最热|最强|居首|之首|首位|领先|领跑|\bmost\b|\blargest\b|\bbiggest\b|"
        r"\bfastest\b|\bstrongest\b|\btop\b|\blead\w*\b"),
    ("highest", r"最多|最高|达峰|\bpeaked\b|\bhighest\b"),
    ("least", r"最少|最低|最小|最慢|\bleast\b|\blowest\b|\bsmallest\b|\bslowest\b"),
    ("closed", r"(?<!未)(?:解除|关闭)|\bclosed\b|\bresolved\b|\blifted\b"),
    ("recovered", r"恢复|\brecover\w+"),
    ("gap", r"抓取失败|缺口|\bcrawls? (?:\w+ ){0,6}failed|\bmissing\b|\bfailed\b"),
    ("only", r"仅在|只在|\bonly\b"),
    ("usual", r"与平时持平|没有变化|持平|不变|\bunchanged\b|\bflat\b|\bstable\b|稳定|平稳"),
)  # fmt: skip
STATES = tuple((name, re.compile(words, re.I)) for name, words in _STATES)
_HIDES = {"not rising": "rise", "no longer": "rise"}  # 不再增长 says nothing of growing


_FRAMES = (
    ("last week", r"上周|\blast week|前一周|\bprevious week|\bweek before"),
    ("next week", r"下周|\bnext week"),
    ("a day", r"每天|每日|单日|日均|\ba day\b|\bper day\b|\bdaily\b|\beach day\b"),
    ("a week", r"每周|周均|\ba week\b|\bper week\b|\bweekly\b|\beach week\b"),
    ("an hour", r"每小时|\ban hour\b|\bper hour\b|\bhourly\b"),
    ("yesterday", r"昨天|昨日|前天|\byesterday\b"),
    ("today", r"今天|今日|当日|\btoday\b"),
    ("tomorrow", r"明天|明日|\btomorrow\b"),
    ("a month", r"上个?月|本月|下个?月|每月|\b(?:last|this|next|per|a) month\b|\bmonthly\b"),
    ("a year", r"去年|今年|明年|往年|同比|全年|\b(?:last|this|next|per|a) year\b|\byearly\b|\bannual\w*"),
    (
        "each",
        r"人均|平均每|每位|每人|\beach\b|\bper (?:author|post|person|user)\b|\bon average\b|\baverag\w+|平均(?!覆盖)",
    ),
    ("total", r"合计|累计|历史|史上|创.{0,6}新高|\btogether\b|\bcombined\b|\bcumulative\w*|\brecord\b|\ball[- ]time\b"),
)
FRAMES = tuple((name, re.compile(words, re.I)) for name, words in _FRAMES)


def frames(blank: str) -> list[tuple[int, str]]:
    """Place and name of each word that says of which time, or of how much of it, a number is."""
    return [(match.start(), name) for name, words in FRAMES for match in words.finditer(blank)]


def states(blank: str) -> list[tuple[int, int, str]]:
    """Place and state of each such word in a text whose names are masked."""
    found: list[tuple[int, int, str]] = []
    for name, words in STATES:
        for match in words.finditer(blank):
            inside = any(s <= match.start() < e and _HIDES.get(n) == name for s, e, n in found)
            if not inside:
                found.append((match.start(), match.end(), name))
    return found
