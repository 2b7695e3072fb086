"""Sentences that were written after the rules stood: what they show was measured before anything was changed."""

TRUE = """
本周最值得一提的是「手机发热」：声量约为平时的 20 倍，90% 区间为 14 至 28。
「手机发热」自11月18日起升温，近七天共有 112 位作者、115 条帖子。
「手机发热」相关帖子全部为负面，占 100%。
「快充」近七天 209 位作者、215 条帖子，正面占 83%。
「快充」声量为平时的 2.8 倍，「长续航」为 3.4 倍，「充电」为 3.7 倍。
微博上，「星野手机」的负面占比从 28% 增至 54%，上升了 27 个百分点。
「星野手机」在微博上的负面占比已达 54%。
「星野手机」在知乎的负面占比低于 1%，共 88 条。
「长续航」在微博的负面占比为 33%，在小红书为 50%，在知乎为 20%。
本周帖子总数为 4,971 条，环比增长 14%。
数据缺口：微博在11月18日有 6 个查询抓取失败。
另有「零食盲盒」疑似刷量：6 位作者发了 347 条帖子。
「坚持」已回到平常，目前为平时的 1.4 倍。
目前未解除的预警有 2 项。
Volume of “Phone heating” reached about 20 times its usual level (90% interval 14–28).
“Phone heating” has been rising since 18 November, with 112 authors and 115 posts in the last seven days.
All posts about “Phone heating” are negative, at 100%.
“Fast charging” is at 2.8 times its usual volume, “Long battery life” at 3.4 times and “Charger” at 3.7 times.
On Weibo, negative share of “Hoshino phone” climbed from 28% to 54%, a change of +27 points.
“Hoshino phone” is 54% negative on Weibo.
“Long battery life” is 33% negative on Weibo, 50% on Xiaohongshu and 20% on Zhihu.
The week brought 4,971 posts, up 14% from last week.
Weibo data has a gap: on 18 November, six queries failed.
“Snack box” is a suspected flood, not a rise.
Eight topics are rising this week.
""".strip().splitlines()

FALSE = """
「手机发热」自11月16日起升温，声量约为平时的 20 倍。
「手机发热」的声量约为平时的 20 倍，90% 区间为 2.5 至 3.2。
「手机发热」的声量约为平时的 20 倍，95% 区间为 14 至 28。
「手机发热」的声量约为平时的 20 倍，90% 区间为 14 至 82。
「手机发热」近七天有 112 位作者，是平时的 19 倍。
「手机发热」11月22日新增 112 位作者。
「手机发热」在11月18日达到峰值 24 位作者。
「手机发热」的声量较上周增长 14%。
「快充」的声量较上周增长 14%。
「快充」有八十三位作者持正面态度。
「快充」负面占比由 4% 升至 14%。
「长续航」在微博的负面占比为 33%，在小红书为 20%，在知乎为 50%。
「长续航」负面占比三个平台平均为 34%。
「长续航」负面占比最高的是微博，达 33%。
「星野手机」在微博的负面占比翻了一番，达到 54%。
「星野手机」在微博的负面占比几乎翻倍，达到 54%。
「星野手机」在微博的负面占比连续两周上升，达到 54%。
「星野手机」在微博有 1,204 位作者发帖，负面占 54%。
「星野手机」在微博的中性占比为 46%。
「星野手机」在微博的正面占比为 46%。
超过半数的微博帖子对「星野手机」不满，占 54%。
平均每位作者发帖 1.03 条，谈的是「手机发热」。
本周收录 4,971 条帖子，其中 17% 为广告。
本周收录 4,971 条帖子，来自 4 个平台。
本周收录 4,971 条帖子，上周为 4,361 条。
本周 8 个话题见顶，另有 17 个升温。
11月18日至20日微博有 6 个查询抓取失败。
周二微博有 6 个查询抓取失败。
微博有 6 个账号抓取失败。
「零食盲盒」升温 4,403 倍，热度空前。
「零食盲盒」近七天有 6 条帖子、347 位作者，疑似刷量。
「素颜挑战」是自然升温，另有 12 个话题类似。
「充电」负面占比为 54%。
「坚持」有 18 位作者，为平时的 14 倍。
「坚持」自11月17日起升温，为平时的 1.4 倍。
「手机发热」由知乎最先发起，112 位作者参与。
「手机发热」的 KOL 占比高达 19%。
「手机发热」已有 5 位 KOL、19 位 KOC 参与。
「手机发热」未来 14 天约 62 人次。
「手机发热」未来 7 天约 86 人次。
「手机发热」未来 7 天约 24 到 86 人次。
“Phone heating” has been rising since 16 November, at 20 times its usual volume.
“Phone heating” is at 20 times its usual volume (90% interval 2.5–3.2).
“Phone heating” is at 20 times its usual volume (95% interval 14–28).
“Phone heating” drew 112 authors, 19 times the usual number.
“Phone heating” reached its peak of 24 authors on 18 November.
“Phone heating” is up 14% on last week.
“Fast charging” went from 4% to 14% negative.
“Fast charging” has 83 positive authors.
“Long battery life” is 33% negative on Weibo, 20% on Xiaohongshu and 50% on Zhihu.
“Long battery life” is on average 34% negative over three platforms.
“Long battery life” is most negative on Weibo, at 33%.
On Weibo, the negative share of “Hoshino phone” doubled to 54%.
On Weibo, the negative share of “Hoshino phone” rose for two weeks in a row, to 54%.
On Weibo, 1,204 authors wrote about “Hoshino phone”.
On Weibo, 46% of the posts about “Hoshino phone” were positive.
Of 4,971 posts this week, 17% were ads.
The 4,971 posts of the week came from 4 platforms.
Last week brought 4,361 posts, this week 4,971.
Eight topics peaked, and 17 more are rising.
From 18 to 20 November six queries failed on Weibo.
On Tuesday six queries failed on Weibo.
Six accounts failed on Weibo.
“Bare face” is an organic rise, as are 12 more.
“Charger” is 54% negative.
KOL make up 19% of the response to “Phone heating”.
“Phone heating” has 5 KOL and 19 KOC.
Last week, “Phone heating” had 112 authors.
“Phone heating” had 112 authors a day.
“Phone heating” had 112 authors yesterday.
上周「手机发热」有 112 位作者。
「手机发热」每天有 112 位作者。
""".strip().splitlines()

# Written after what the first look showed was mended.
FALSE_AGAIN = """
「手机发热」的声量约为平时的２５倍。
「手机发热」的声量是「长续航」的 3.4 倍。
「手机发热」近两周有 112 位作者、115 条帖子。
近 8 周共有 112 位作者谈「手机发热」。
「手机发热」112 位作者中有 24 位来自微博。
「手机发热」首日即有 24 位作者，声量为平时的 20 倍。
「快充」始于第 47 周，声量约为平时的 2.8 倍。
「快充」始于11月13日，声量约为平时的 2.8 倍。
「快充」的 209 位作者中正面占 14%。
「快充」近七天 212 条帖子，作者 215 位。
「长续航」在小红书的负面占比最高，为 33%。
微博「长续航」有 640 条帖子。
微博「长续航」有 1.2万 位作者。
微博「长续航」有 123.45万 条帖子。
「星野手机」微博负面占比 54%，知乎 28%。
「星野手机」微博负面占比由 27% 升至 54%。
「星野手机」微博负面占比升至 28%。
「星野手机」的预警有 27 项。
本周帖子 4,971 条，作者 83 位。
本周升温话题 12 个。
本周升温话题 4 个。
17 个话题升温，8 个预警未解除。
平均覆盖率为 83%。
本周共 97 条自然发帖。
自然发帖占 97%，共 4,971 条。
「零食盲盒」6 位作者、347 条帖子，声量为平时的 20 倍。
「零食盲盒」和「手机发热」都约为平时的 20 倍。
「坚持」11月17日升温，18 位作者。
「坚持」回落至平时的 18 倍。
“Phone heating” is at 20.5 times its usual volume.
“Phone heating” is at 20 times its usual volume on Xiaohongshu.
In the last two weeks, 112 authors wrote about “Phone heating”.
“Phone heating” began in week 46, at 20 times its usual volume.
“Fast charging” is at 2.8 times its usual volume since 13 Nov.
“Fast charging” had 212 authors.
“Long battery life” is most negative on Xiaohongshu, at 33%.
“Hoshino phone” is 54% negative on Weibo and 28% on Zhihu.
On Weibo, the negative share of “Hoshino phone” rose to 28%.
On Weibo, the negative share of “Hoshino phone” rose from 27% to 54%.
Twelve topics are rising this week.
Twenty-seven alerts are open.
Mean coverage is 83%.
83 posts were organic this week.
“Charger” has been rising since 18 Nov, at 3.7 times its usual volume.
“Snack box” is at 20 times its usual volume, a suspected flood.
“Phone heating” is at 20 times its usual volume and “Charger” at 2.8 times.
Over 4,971 posts came in this week.
“Phone heating”: 112 authors, 5.8 of them usual, 115 on Zhihu.
""".strip().splitlines()
