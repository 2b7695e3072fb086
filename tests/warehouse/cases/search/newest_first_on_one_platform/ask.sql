FROM search('快充', platform := 'weibo')
