-- trend: subjects that rise above what their past and the crawl explain, one row for each day above the watch level.
-- grain:  dt, scope, subject_kind, subject
-- reads:  staging.found_trend
-- column: dt  Asia/Shanghai day; everything here was known when it was over
-- column: scope  platform, or "all" for all platforms together
-- column: subject_kind  term hashtag theme
-- column: subject  the word, phrase, hashtag or theme id
-- column: score  surprise: -log10 of the chance to see so many authors in 7 days if nothing had changed
-- column: ratio  authors of the last 7 days against the baseline, per exposure
-- column: ratio_low  lower end of the ratio's 90 % interval
-- column: ratio_high  upper end of the ratio's 90 % interval
-- column: authors  distinct organic authors of the last 7 days
-- column: posts  posts of the last 7 days, near-duplicates and advertising included
-- column: expected  authors to be expected in the last 7 days from the baseline and the exposure
-- column: phase  watch rising peaking fading
-- column: verdict  organic campaign suspected_flood artefact
-- column: flood_score  how much its posts look like a coordinated flood, 0 to 1; null if too few posts tell
-- column: reasons  codes of what speaks for the verdict
-- column: since  day on which this rise was first above the watch level
-- column: first_platform  platform on which it was first above the watch level
-- column: platforms  platforms on which it was said in the last 7 days, most authors first
-- column: part_of  subject of the same day and scope that explains it; null if it stands for itself
-- fail:   unique(dt, scope, subject_kind, subject); not_null(score, ratio, authors, posts, phase, verdict, since)
-- fail:   accepted_values(subject_kind, term, hashtag, theme); accepted_values(phase, watch, rising, peaking, fading)
-- fail:   accepted_values(verdict, organic, campaign, suspected_flood, artefact); at_least(score, 0)
-- fail:   between(flood_score, 0, 1)
SELECT dt, scope, subject_kind, subject, score, ratio, ratio_low, ratio_high, authors, posts, expected,
    phase, verdict, flood_score, reasons, since, first_platform, platforms, part_of
FROM staging.found_trend
WHERE dt BETWEEN $first AND $last
ORDER BY dt, scope, score DESC, subject_kind, subject
