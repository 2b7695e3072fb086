"""Campaigns and voices: who joined, who is heard, who is new and who looks coordinated, as the small crowd is made."""

from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html as lxml_html
from section_lines import lines_of, rendered
from small_crowd import author
from small_warehouse import AS_OF, FIRST, LAST, WEEK, Made, empty
from test_reports_weekly import text_of

from reports import weekly
from reports.text import unmarked


@pytest.fixture(scope="module")
def zh(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "zh", AS_OF)


@pytest.fixture(scope="module")
def en(told_warehouse: Path) -> weekly.Report:
    return weekly.render(told_warehouse, WEEK, "en", AS_OF)


def test_a_campaign_tells_its_accounts_from_people(zh: weekly.Report, en: weekly.Report) -> None:
    shown = text_of(zh, "campaigns")
    # 4 big accounts and 26 that copy; 20 only repost, 10 write, and one more wrote the post that stands as evidence
    assert "自己写帖的普通人 11 位，只转发的 20 位，活动方账号 30 个" in shown and "普通人很少参与" in shown
    assert "44% 是近似重复或广告（近似重复 43%，标注广告 2%）" in shown  # 27, 26 and 1 of 61
    assert "负面 19%" in shown and "共 31 条" in shown  # 6 of the people's 31
    assert "活动方说的：促销赠品 80%。" in shown  # 24 of 30
    assert "普通人说的：肤感 48%（其中 40% 是负面）。" in shown  # 15 of 31, 6 of 15
    assert "What the campaign's accounts speak of: promotion 80%." in text_of(en, "campaigns")
    assert "今天你素颜了吗" in shown and "近七天 640 位作者 900 条帖子" in shown


def test_where_many_write_themselves_people_did_join(tmp_path: Path) -> None:
    def crowd(made: Made) -> None:
        for number in range(100):
            made.post(f"weibo:j{number}", hashtags=["素颜挑战"], author_id=author("joi", number), author_followers=9)

    assert "参与的普通人占多数" in text_of(rendered(tmp_path, crowd), "campaigns")


def test_a_campaign_that_is_a_word_says_nothing_of_its_posts(tmp_path: Path) -> None:
    made = empty()
    made.add("volume_daily", dt=LAST, platform="weibo", posts=9, organic_posts=9, authors=9, duplicates=0, ads=0)
    made.trend("买它", subject_kind="term", verdict="campaign", reasons=["big_accounts_lead"], kol_share=0.9, kols=3)
    shown = text_of(weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF), "campaigns")
    assert (
        "买它" in shown and "粉丝不少于 10 万的账号 3 个，得到全部互动的 90%" in shown and "普通人参与了吗" not in shown
    )


def test_subjects_of_one_topic_are_one_campaign_and_the_headline_leads_to_it(tmp_path: Path) -> None:
    made = empty()
    made.add("volume_daily", dt=LAST, platform="weibo", posts=9, organic_posts=9, authors=9, duplicates=0, ads=0)
    for rank, (kind, subject) in enumerate((("theme", "快充"), ("hashtag", "充电挑战")), 1):
        made.trend(subject, subject_kind=kind, verdict="campaign")
        made.add("topic_member", dt=LAST, scope="all", topic_id="t", subject_kind=kind, subject=subject, rank=rank,
                 weight=9.0)  # fmt: skip
    made.add("topic_daily", dt=LAST, scope="all", topic_id="t", name="快充", name_kind="theme", first_day=FIRST,
             rise_week=1, members=2, score=9.0, verdict="campaign")  # fmt: skip
    report = weekly.render(made.write(tmp_path / "w.duckdb"), WEEK, "zh", AS_OF)
    page = lxml_html.document_fromstring(report.html)
    assert page.xpath("//section[@id='campaigns']//article//h3/text()") == ["#充电挑战#"]
    assert "充电挑战" not in text_of(report, "lookalikes")
    assert "#campaigns" in page.xpath("//ol[@class='sentences']//a/@href")


def test_advertising_is_not_told_where_the_platform_marks_none(tmp_path: Path) -> None:
    def unmarked_ads(made: Made) -> None:
        for row in made.rows["volume_daily"]:
            row["ads"] = 0 if row["platform"] == "zhihu" else row["ads"]
        made.post("weibo:ad", advertising=0.9, is_ad=False)
        made.post("weibo:plain", advertising=0.1, is_ad=False)

    report = rendered(tmp_path, unmarked_ads)
    page = lxml_html.document_fromstring(unmarked(report.html))
    rows = page.xpath("//section[@id='campaigns']//table/tbody/tr")
    lines = {row.xpath("th")[0].text: [" ".join(c.text_content().split()) for c in row.xpath("td")] for row in rows}
    assert lines["知乎"][1] == "未告知" and lines["微博"][1].startswith("3.7%") and lines["微博"][2] == "50.0%"


def test_the_most_heard_accounts_are_told_by_pseudonym_tier_and_post(zh: weekly.Report) -> None:
    page = lxml_html.document_fromstring(unmarked(zh.html))
    heard = [
        " ".join(" ".join(one.itertext()).split())
        for one in page.xpath("//section[@id='voices']//ol[@class='heard']/li")
    ]
    assert len(heard) == 12
    assert heard[0].startswith("kol000 某某<美妆> 微博 KOL 个人认证 营销活动 粉丝 200万 1 条帖子，互动 5万")
    assert "谈到：快充" in heard[0] and "#素颜挑战# 第0棒" in heard[0]
    assert heard[1].startswith("kol001 微博 KOL 机构认证") and "某某" not in heard[1]
    assert heard[2].startswith("koc000 小红书 KOC 粉丝 5,000") and "谈到：长续航和快充" in heard[2]
    assert author("kol", 0) not in text_of(zh, "voices")  # no whole pseudonym


def test_response_by_tier_and_followers_that_nobody_told(zh: weekly.Report) -> None:
    lines = lines_of(zh, "voices")
    assert (
        lines["KOL"].endswith("80%")
        and lines["KOC"].endswith("10%")
        and lines["普通账号"].startswith("普通账号 106 130")
    )
    assert lines["粉丝未告知"].endswith("未告知")  # not 0 %


def test_new_accounts_and_those_that_look_coordinated(zh: weekly.Report, en: weekly.Report, tmp_path: Path) -> None:
    shown = text_of(zh, "voices")
    assert "本周首次出现的账号 6 个，占账号的 5%、帖子的 21%、互动的 0%" in shown
    # 6 accounts with five posts each, four of them copies; not the friend who speaks of the same once
    assert "像是有组织发帖的账号 6 个（其中 6 个本周首次出现），在疑似刷量的话题下共发 30 条" in shown
    assert "Accounts that look coordinated: 6" in text_of(en, "voices")

    def young(made: Made) -> None:
        made.rows["volume_daily"] = [
            row for row in made.rows["volume_daily"] if row["dt"] >= FIRST - timedelta(days=14)
        ]

    assert "无法知道哪些账号是首次出现" in text_of(rendered(tmp_path, young), "voices")


def test_the_most_heard_of_a_rising_topic_are_told(zh: weekly.Report) -> None:
    page = lxml_html.document_fromstring(unmarked(zh.html))
    names = page.xpath("//section[@id='voices']//ul[@class='heard']/li/h4/text()")
    assert names == ["长续航", "快充"]
