-- post: every post once, as last seen, with what reading added to it. | 每条帖子一行，取最近一次看到的内容，并附上文本分析的结果。
-- grain:  post_id
-- reads:  staging.read_post
-- start:  2 Which posts are behind a number? | 数字背后是哪些帖子？
-- column: post_id  platform:native id | 帖子 ID，格式为 平台:平台内 ID
-- column: number  number of the post on its day, from 1, in the order of published_at; search_index points to it | 帖子当天的编号，从 1 起，按发帖时间；search_index 以此指向帖子
-- column: platform  feed it comes from (names in table platform) | 来源平台（名称见 platform 表）
-- column: kind  post repost comment answer question note video hot_search | 类型：post 帖子、repost 转发、comment 评论、answer 回答、question 提问求助、note 笔记、video 视频、hot_search 热搜
-- column: parent_id  post_id of what it reposts, comments on or answers | 所转发、评论或回答的帖子的 post_id；空表示没有上级，或未告知
-- column: author_id  salted pseudonym of the author; null where the feed names none | 作者的匿名 ID（加盐）；空表示来源没有给出作者
-- column: author_name  name of a verified account, if the settings keep it | 认证账号的名称，仅在设置允许时保留；否则为空
-- column: author_verified  none person organisation | 认证类型：none 未认证、person 个人、organisation 机构；空表示未告知
-- column: author_followers  followers of the author when last seen | 最近一次看到时作者的粉丝数；空表示未告知
-- column: published_at  when it was posted (UTC) | 发布时刻（UTC）
-- column: dt  Asia/Shanghai day on which it was posted | 发布的日期（北京时间）
-- column: first_observed_at  when it was first seen (UTC) | 首次看到的时刻（UTC）
-- column: observed_at  when it was last seen (UTC) | 最近一次看到的时刻（UTC）
-- column: title  title, where the platform has one | 标题；空表示该平台没有标题
-- column: text  plain text, markup removed, otherwise as written | 正文纯文本，去除标记，其余保持原样；空表示没有正文
-- column: hashtags  hashtags without # signs | 话题标签，不含 # 号；没有时为空列表
-- column: url  address a person can open | 可以在浏览器打开的地址；空表示未告知
-- column: region  where it was posted from, as the platform shows it | 发布地，按平台显示（IP 属地）；空表示未告知
-- column: media  which of text image video live it carries | 所含媒体：text 文字、image 图片、video 视频、live 直播；没有时为空列表
-- column: likes  likes when last told; null means not told, never 0 | 最近一次得知的点赞数；空表示未告知，绝不是 0
-- column: comments  comments when last told | 最近一次得知的评论数；空表示未告知
-- column: shares  shares when last told | 最近一次得知的转发/分享数；空表示未告知
-- column: favourites  favourites when last told | 最近一次得知的收藏数；空表示未告知
-- column: views  views when last told | 最近一次得知的阅读/播放数；空表示未告知
-- column: is_ad  true if the platform marks it as advertising | 平台是否标注为广告；空表示未告知
-- column: queries  queries that found it, sorted | 找到它的查询，已排序、去重
-- column: words  words of title and text in order | 标题与正文依次切出的词
-- column: word_starts  characters before each word in coalesce(title || chr(10), '') || coalesce(text, '') | 每个词之前的字符数，从 coalesce(title || chr(10), '') || coalesce(text, '') 的开头数起
-- column: word_lengths  characters of each word there | 每个词在其中的字符数
-- column: themes  ids of the themes it speaks of | 提到的主题 ID（名称见 theme 表）
-- column: theme_starts  characters before the first mention of each theme, as word_starts | 每个主题第一次出现之前的字符数，数法同 word_starts
-- column: theme_lengths  characters of that mention | 该次出现的字符数
-- column: negative  probability that it is negative, 0 to 1 | 负面概率，0 到 1；没有文本时为空
-- column: neutral  probability that it is neutral, 0 to 1 | 中性概率，0 到 1；没有文本时为空
-- column: positive  probability that it is positive, 0 to 1 | 正面概率，0 到 1；没有文本时为空
-- column: sentiment  the likeliest of negative neutral positive; null without text | 情感：概率最高的一类，negative 负面、neutral 中性、positive 正面；没有文本时为空
-- column: intents  what its writer is about: complaint purchase question recommendation warning_off wish | 作者意图：complaint 投诉抱怨、purchase 购买、question 提问求助、recommendation 推荐种草、warning_off 避雷劝退、wish 愿望建议
-- column: advertising  how much it reads like advertising, 0 to 1; null without text | 读起来像广告（软文）的程度，0 到 1；没有文本时为空
-- column: duplicate_of  post_id of the original: the earliest of 28 days, on any platform, with nearly the same text | 原帖的 post_id：此前 28 天内、任一平台上文本几乎相同的最早一条；空表示自身即原帖
-- column: organic  neither marked as advertising nor the near-duplicate of an earlier post | 是否自然帖：既未被标注为广告，也不是更早帖子的近似重复
-- link:   platform -> platform.platform
-- link:   author_id -> author.author_id
-- loose:  parent_id -> post.post_id
-- loose:  duplicate_of -> post.post_id
-- fail:   unique(post_id); not_null(post_id, platform, kind, published_at, dt, organic)
-- fail:   accepted_values(kind, post, repost, comment, answer, question, note, video, hot_search)
-- fail:   accepted_values(sentiment, negative, neutral, positive); at_least(likes, 0); at_least(author_followers, 0)
-- warn:   accepted_values(author_verified, none, person, organisation); rows_near_past_mean(0.5)
SELECT
    post_id, platform, kind, parent_id, author_id, author_name, author_verified, author_followers,
    published_at, dt, first_observed_at, observed_at, title, text, hashtags, url, region, media,
    likes, comments, shares, favourites, views, is_ad, queries,
    words, word_starts, word_lengths, themes, theme_starts, theme_lengths,
    negative, neutral, positive, sentiment,
    intents, advertising, duplicate_of, organic, number
FROM staging.read_post
WHERE dt BETWEEN $first AND $last
