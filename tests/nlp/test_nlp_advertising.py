import numpy as np
import pytest

from nlp import advertising
from nlp.normalise import normalise


def score(text: str) -> float:
    return float(advertising.score([normalise(text)], [text])[0])


@pytest.mark.parametrize(
    "text",
    [
        "领券下单立减50，到手价99元，链接在评论区",
        "#广告# 新一季的礼盒来了",
        "复制这段 ￥abCd1234efg￥ 打开手机淘宝",
        "转发本微博并@3位好友，抽3位送出试用装，活动详情 http://t.cn/abc",
        "全新升级，匠心臻选，限时特惠低至五折，戳链接抢购👉 https://t.cn/abc",
        "诚招代理，一手货源，加微信 abc123456，月入过万",
    ],
)
def test_advertising_is_seen(text: str) -> None:
    assert score(text) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今天买了个手机，很好用",
        "这家店包邮，挺划算的",
        "记者曝光直播间假货，消协提醒限时抢购有套路",
        "请问旗舰店和专柜一样吗？",
        "😀😀",
    ],
)
def test_other_posts_are_not(text: str) -> None:
    assert score(text) < 0.3


def test_any_text_has_a_score() -> None:
    texts = ["", "\ud800", "￥" * 10_000, "#" * 10_000, "加" * 100_000, "\x00\x1b[31m", "مرحبا"]
    scores = advertising.score([normalise(text) for text in texts], texts)
    assert scores.shape == (len(texts),)
    assert np.all((scores >= 0) & (scores <= 1))
    assert advertising.score([], []).shape == (0,)
    assert advertising.score([""], [None])[0] < 0.05


def test_every_weight_has_its_feature() -> None:
    assert advertising.features(["x"], ["x"]).shape == (1, len(advertising.WEIGHTS))
