FROM engagement_curve('weibo:1')
