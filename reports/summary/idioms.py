"""Words with a number sign in them that say no number, and words that say a number too vaguely to be checked.

The first list is taken out before numbers are read, so it is short on purpose: what it does not know is read as a
number and has to be a fact. The second drops a sentence. docs/summary.md names both.
"""

import re

# 一个 is an article like "a", unless "only" or "another" counts with it (只有一位, 另有一项, 仅一个)
_ARTICLE = (
    r"(?<![只仅唯有另第余其百千万十])(?<!只有)一(?:个|种|款|项|条|位|家|类|名|场|批|股|路|份|"
    r"则)(?!月|星期|小时|百分点|点)"
)
_CHINESE = (
    r"一提|一些|一直|一样|一般|一定|一致|一下子?|一起|一旦|统一|唯一|(?<!分)之一|进一步|一方面|另一方面|同一|一律|一时|一向|一再|一并|一系列|"
    r"一度|一面|一边|一路|一如既往|一同|一概|逐一|单一|一带|一线|第一时间|首先|万一|十分(?!之)|千万(?!人|次|位|条)|百科|百度|百货|"
    r"三星|一加|四川|九江|零食|零售|零件|零部件|零星|二手|二次元|五官|七夕|双方|"
    r"半天|多半|半年|(?<=这)一(?=周|天|话题|主题|平台|周期|时期|数字|变化|比例|趋势|现象)|(?<=上)一(?=周)|(?<=每)一(?=个|条|位)|"
    + _ARTICLE
)
_ENGLISH = (
    r"one of(?= (?:the|its|these|those|them)\b)|no one|one another|one by one|no longer|at first|first of all|at once|"
    r"first[- ]hand|second[- ]hand|this one|that one|both (?=[^.,;]{1,60} and )|for once|in one go"
)
IDIOMS = re.compile(rf"{_CHINESE}|\b(?:{_ENGLISH})(?![A-Za-z])", re.I)

_VAGUE_CHINESE = (
    r"数[十百千万亿]|[几上成近][十百千万亿]+(?![\d])|[十百千万]几|几[个倍天周位条名人成次家种项]|若干|两者|二者|三者|两家|大多数?|多数|"
    r"绝大部分|大部分|大半|过半|小半|少数|所有|全部(?!平台)|无一|人人|每[个条位]|半数以[上下]|几乎没有|几乎都|成倍|数倍|翻了?(?:两|几|[三四五])番|减半|腰斩|"
    r"一半以[上下]|分别|各占|依次"
)
_VAGUE_ENGLISH = (
    r"dozens|scores of|hundreds|thousands|millions|billions|tens of|a (?:few|couple|handful|score)|several|"
    r"majority|minority|"
    r"most of|most (?:posts|people|users|authors|voices|of)|all (?:\d+|of|posts|people|users|authors|the)|"
    r"none|nobody|everybody|"
    r"everyone|every|neither|halv(?:ed|es|ing)|respectively|many-?fold|multiple|multi\w+|a pair|twofold to|"
    r"nearly all|virtually all|umpteen"
)
VAGUE = re.compile(rf"{_VAGUE_CHINESE}|\b(?:{_VAGUE_ENGLISH})\b", re.I)

# What a sentence must not do: guess at causes or at the future, or give advice
GUESS = re.compile(
    r"建议|应该|应当|务必|需要|有必要|不妨|值得(?:关注|警惕|注意)|请(?!求)|必须|最好|"
    r"因为|由于|因此|所以|导致|致使|原因|归因|源于|得益于|受益于|引发|造成|促使|可能|或许|也许|恐怕|估计|推测|"
    r"似乎|好像|大概率|说明了?|意味着|表明|反映出?|预示|可见|将会|有望|"
    r"\b(?:should|must|recommend\w*|consider|advis\w+|suggest\w*|because|due to|owing to|thanks to|caus\w+|driven by|"
    r"fuell?ed by|led to|result\w*|likely|may|might|could|probably|perhaps|possibly|presumably|seem\w*|appear\w* to|"
    r"indicat\w+|impl\w+|reflect\w*|mean(?:s|ing)|therefore|hence|thus|will|would|expect\w*|forecast\w*|"
    r"predict\w*|need\w* to|"
    r"please|let us|let's|trigger\w*|sparked|amid)\b"
)
