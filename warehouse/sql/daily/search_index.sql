-- search_index: which posts of a day hold each pair of neighbouring characters; the macro search looks words up in it. | 每天哪些帖子含有某两个相邻的字，供 search 查词用。
-- grain:  dt, gram
-- reads:  staging.found_gram
-- column: dt  Asia/Shanghai day | 日期（北京时间）
-- column: gram  two neighbouring characters, the last one of a run, a Latin word or a number, small letters | 相邻两字、一段的末字、英文词或数字，小写
-- column: posts  numbers of the posts that hold it (post.number of that day), ascending | 含有它的帖子当天的编号（post.number），升序
-- fail:   not_null(gram, posts)
SELECT dt, gram, posts FROM staging.found_gram WHERE dt BETWEEN $first AND $last ORDER BY dt, gram
