FROM share_of_voice('xingye', since := '2026-11-16', platform := 'zhihu')
