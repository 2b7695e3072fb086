FROM topics_as_of('2026-11-20')
