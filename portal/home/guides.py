"""办事指南: points and steps, typed one to a line as “名称：内容”."""


def lines(text):
    """(name, what is said) of every line; a line without a colon has no name."""
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, said = line.replace(":", "：", 1).partition("：") if "：" not in line else line.partition("：")
        yield (name.strip(), said.strip()) if colon else ("", line)
