FROM volume('#快充#', platform := 'zhihu')
