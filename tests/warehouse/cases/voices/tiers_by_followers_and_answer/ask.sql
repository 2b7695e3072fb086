FROM voices('快充')
