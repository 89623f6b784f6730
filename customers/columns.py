"""Which column of a file of facts is what: guessed from its headers, in both languages and by code."""

from django.utils.translation import override

from customers.facts import FactType

CODE = {"统一社会信用代码", "社会信用代码", "信用代码", "unified social credit code", "unified code", "uscc"}
NAME = {
    "客户",
    "客户名称",
    "公司名称",
    "企业名称",
    "名称",
    "公司",
    "name",
    "company",
    "customer",
    "company name",
}
DAY = {"日期", "数据日期", "截至日期", "查询日期", "day", "date", "as of"}
LANGUAGES = ("zh-hans", "en")


def guessed(columns: list[str], types: dict[str, FactType], remembered: dict[str, str]) -> dict:
    """{"mapping": {fact: header}, "code_column", "name_column", "day_from"} as far as the headers tell.

    remembered: the mapping that was last used; its headers come first where the file has them.
    """
    by_word = {column.strip().casefold(): column for column in reversed(columns) if column.strip()}

    def first(words) -> str:
        return next((by_word[word] for word in words if word in by_word), "")

    found = {code: first(_words(one)) for code, one in types.items() if not one.is_derived}
    kept = {code: header for code, header in remembered.items() if header in columns}
    return {
        "mapping": {code: header for code, header in found.items() if header} | kept,
        "code_column": first(sorted(CODE)),
        "name_column": first(sorted(NAME)),
        "day_from": first(sorted(DAY)),
    }


def _words(one: FactType) -> list[str]:
    words = [one.code]
    for language in LANGUAGES:
        with override(language):
            words.append(str(one.label))
    return [word.casefold() for word in words]
