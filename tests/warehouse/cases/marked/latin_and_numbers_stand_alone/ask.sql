SELECT replace(marked('iphone16 长 续航'), chr(31), '|') AS said
