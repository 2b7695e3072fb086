"""The few words of docs/warehouse.md that no header can tell: conventions that hold in every table."""

INTRO = """\
<!-- Written by `make docs` from the headers in warehouse/sql/. Change a header, not this page. -->

# The warehouse: data dictionary 数据仓库：数据字典

`warehouse/warehouse.duckdb` under the home folder is one DuckDB file. Every table and column in it says what it
means, in English and in Chinese, in any tool that shows comments (`FROM duckdb_columns()`). This page says the same.

主目录下的 `warehouse/warehouse.duckdb` 是单个 DuckDB 文件，每张表、每一列都带有中英文注释；本页内容与之相同。

What holds everywhere 通用约定:

* **Null is "not told", 0 is none.** Sums of counts that nobody told are null.
  空值表示“未告知”，0 表示“没有”。
* **`dt` is an Asia/Shanghai day**, of a week its Monday; instants are UTC.
  `dt` 为北京时间日期（按周时为周一）；时刻均为 UTC。
* **`organic` leaves out what is marked as advertising, and near-duplicates of earlier posts.** Both count in `posts`.
  自然帖（`organic`）不含已标注的广告和更早帖子的近似重复；二者都计入 `posts`。
* **`theme` is the id of a theme** (names in table `theme`). In daily tables by theme an empty one stands for all posts
  of the platform: never add it to the others.
  `theme` 为主题 ID（名称见 `theme` 表）；按主题的汇总表中，空字符串表示该平台的全部帖子，不要与其他主题相加。
* **`scope` is a platform, or `all`** for all platforms together.
  `scope` 为平台代码，`all` 表示全部平台合计。
* **Distinct authors do not add up** over days, platforms or themes: count them in `post`.
  去重作者数不能跨天、跨平台或跨主题相加，请在 `post` 表中重新计算。"""

LAYER_TITLES = {
    "core": "Posts, people, crawls 明细与维度 (core)",
    "daily": "Counts of days and weeks 汇总 (daily)",
    "findings": "What was found 发现 (findings)",
}

TIERS = """\
## KOL and KOC 层级规则

`author_weekly.tier` is a rule of thumb of the trade, not a measured truth:

* `kol`: 100,000 followers or more, the line from which the verdicts of trends call an account big;
* `koc`: 1,000 followers or more, and likes, comments, shares and favourites per post of at least 3 % of the followers;
* `other`: everybody else. Null where followers are not told.

Sources disagree. Kas Data (卡思数据) lets the long tail of KOLs on Douyin begin at 100,000; advice for Xiaohongshu
draws the line between KOC (from 1,000) and KOL at 5,000 or 50,000; a steady engagement of 3 % is what agencies ask
for. For another rule use `followers`, `engagement_per_post` and `engagement_rate` of the same table.

这是行业经验规则，不是测量结果：粉丝 10 万及以上为 `kol`；粉丝 1000 及以上且篇均互动不低于粉丝数的 3% 为 `koc`；
其余为 `other`；粉丝数未告知时为空。各方划线不一，需要其他规则时，请使用同表的 `followers`、
`engagement_per_post`、`engagement_rate`。"""
