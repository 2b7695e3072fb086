"""Native ids in the platforms' own forms, consistent with the instant of publication.

Crawlers read the instant back out of Weibo's snowflake mids and Xiaohongshu's ObjectIds, so made-up ids must carry it.
"""

import hashlib
import zlib

WEIBO_EPOCH = 515_483_463  # (mid >> 22) + WEIBO_EPOCH = unix seconds
_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PAIRS = [high + low for high in _BASE62 for low in _BASE62]  # of the numbers below 62 * 62


def weibo_mid(published: int, noise: int) -> str:
    """The 16-digit mid of a post published at unix second `published`; the low 22 bits are `noise`."""
    return str(((published - WEIBO_EPOCH) << 22) | (noise & 0x3FFFFF))


def weibo_bid(mid: str) -> str:
    """The short base62 form of a mid, groups of seven digits from the right, as it stands in page addresses."""
    groups = [int(mid[max(0, end - 7) : end]) for end in range(len(mid), 0, -7)]
    short = [_PAIRS[group // 3844] + _PAIRS[group % 3844] for group in reversed(groups)]
    return "".join(short).lstrip("0")


def note_id(published: int, noise: int) -> str:
    """24 hex digits whose first eight are the unix second of publication."""
    return f"{published:08x}{_digest(f'{published}/{noise}', 16)}"


def zhihu_id(published: int, noise: int) -> str:
    """A 19-digit id that grows with the instant."""
    return str(19 * 10**17 + (published % 10**8) * 10**8 + noise % 10**8)


def feed_guid(published: int, noise: int) -> str:
    """The guid of a feed entry (not an address)."""
    return f"entry {published}-{noise % 10**6:06d}"


def neighbour(native: str) -> str:
    """The next id of the same second, for one that is taken."""
    if len(native) == 16 and native.isdecimal():
        return weibo_mid((int(native) >> 22) + WEIBO_EPOCH, int(native) + 1)
    head, tail = native[:-6], native[-6:]
    return f"{head}{(int(tail) + 1) % 10**6:06d}" if tail.isdecimal() else f"{head}{(int(tail, 16) + 1) % 16**6:06x}"


def account_id(platform: str, index: int) -> str:
    """The native id of an author: ten digits on Weibo, hex elsewhere."""
    if platform == "weibo":
        return str(1_000_000_000 + zlib.crc32(f"weibo/{index}".encode()) % 6_999_999_999)
    return _digest(f"{platform}/{index}", 24 if platform == "xiaohongshu" else 32)


def draw(*parts: object) -> int:
    """A number 0 to 2**32 - 1 that depends on nothing but its arguments."""
    return zlib.crc32("/".join(map(str, parts)).encode())


def _digest(text: str, length: int) -> str:
    return hashlib.blake2b(text.encode(), digest_size=length // 2).hexdigest()
