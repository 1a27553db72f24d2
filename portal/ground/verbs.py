"""The journal's verbs in the words of people: every app names its own, histories and the audit list show them."""

_words = {
    "attachment.kept": "上传材料", "attachment.removed": "删除材料", "calendar.declared": "录入节假日安排",
    "calendar.forgotten": "删除节假日安排", "import.confirmed": "确认导入", "import.undone": "撤销导入",
    "list.exported": "导出查询结果", "region.added": "增设区划", "region.changed": "区划变更", "value.changed": "修改期限或标准",
}  # fmt: skip


def register(words):
    """Called once in an app's `ready()`: verb → words."""
    _words.update(words)


def words_of(verb):
    """What a verb is called; the verb itself when nobody named it."""
    return _words.get(verb, verb)


def known():
    """Every verb that has words."""
    return frozenset(_words)
