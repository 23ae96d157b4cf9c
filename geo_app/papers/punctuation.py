"""Chinese papers are set with Chinese marks: full width where a Chinese word stands beside them."""

import re

MARKS = str.maketrans(",;:?!()", "，；：？！（）")
HAN = r"[\u3007\u4e00-\u9fff“”《》〔〕、。，；：]"
BESIDE = re.compile(rf"(?<={HAN})[,;:?!()]|[,;:?!()](?={HAN})")


def set_in_chinese(text: str) -> str:
    """The text with full-width marks beside Chinese words; numbers and addresses stay as they are.

    >>> set_in_chinese("差 29.8 米;3 年内有效(见 GB 18218-2018, 4.3)")
    '差 29.8 米；3 年内有效（见 GB 18218-2018, 4.3）'
    >>> set_in_chinese("http://127.0.0.1:8080/v/a,b")
    'http://127.0.0.1:8080/v/a,b'
    """
    while (better := BESIDE.sub(lambda mark: mark[0].translate(MARKS), text)) != text:
        text = better
    return _closed(text)


def _closed(text: str) -> str:
    """Brackets match: one that became Chinese takes the other along."""
    open_at: list[int] = []
    letters = list(text)
    for n, letter in enumerate(letters):
        if letter in "(（":
            open_at.append(n)
        elif letter in ")）" and open_at:
            begin = open_at.pop()
            if letters[begin] == "（" or letter == "）":
                letters[begin], letters[n] = "（", "）"
    return "".join(letters)
