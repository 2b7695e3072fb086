FROM rising_now
