FROM platform_contrast('weibo')
