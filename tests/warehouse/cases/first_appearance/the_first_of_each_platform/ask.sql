FROM first_appearance('快充')
