FROM share_of_voice(since := '2026-11-16')
