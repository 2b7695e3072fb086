-- marked: a folded text in one row, blanks left out, a mark (chr 31) on both sides of each Latin word and each number. | 折叠后的文本连成一行，去掉空格，英文词和数字两侧加标记。
-- parameter: said  folded text, or words with a blank between them | 统一写法的文本，或以空格分隔的词
-- example: SELECT replace(marked('iphone16 长 续航'), chr(31), '|') AS marked
-- So a searched app stands in "app 好" and not in "happy", while 续航 stands in 长续航. The classes are those of search_index.py.
regexp_replace(regexp_replace(said,
    '([a-z\x{c0}-\x{24f}\x{370}-\x{52f}\x{1e00}-\x{1fff}]+|[0-9]+)', chr(31) || '\1' || chr(31), 'g'), '\s+', '', 'g')
