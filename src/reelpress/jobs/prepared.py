"""Querysets whose SQL is made once: building a statement costs Django more than a small database needs to answer it.

For the few reads that every job makes. Knows no meaning of what is read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
SAMPLES: dict[type, Any] = {str: "\x00prepared\x00", int: -987_654_321}


@dataclass(frozen=True)
class _Statement(Generic[M]):
    sql: str
    parameters: tuple[Any, ...]
    model: type[M]
    fields: list[str]
    extras: list[str]  # annotations, after the fields
    converters: list[tuple[int, list[Callable[..., Any]]]]  # by column, of those that need one


class Prepared(Generic[M]):
    """One queryset with one changing parameter, compiled at its first use on each kind of database."""

    def __init__(self, build: Callable[[Any], "QuerySet[M]"], kind: type) -> None:
        self._build = build
        self._sample = SAMPLES[kind]
        self._statements: dict[str, _Statement[M]] = {}

    def rows(self, value: Any) -> list[M]:
        """Return what the queryset built with `value` returns."""
        statement = self._statements.get(connection.vendor) or self._compile()
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, [value if p == self._sample else p for p in statement.parameters])
            return [_object(statement, list(row)) for row in cursor.fetchall()]

    def _compile(self) -> _Statement[M]:
        queryset = self._build(self._sample)
        extras = queryset.query.annotation_select
        columns = [*(field.get_col(queryset.model._meta.db_table) for field in _fields(queryset)), *extras.values()]
        converters = [
            (at, [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)])
            for at, column in enumerate(columns)
        ]
        sql, parameters = queryset.query.sql_with_params()
        statement = _Statement(
            sql, tuple(parameters), queryset.model, [field.attname for field in _fields(queryset)], list(extras),
            [(at, found) for at, found in converters if found],
        )  # fmt: skip
        self._statements[connection.vendor] = statement
        return statement


def _fields(queryset: "QuerySet[M]") -> list[Any]:
    return list(queryset.model._meta.concrete_fields)


def _object(statement: _Statement[M], values: list[Any]) -> M:
    for at, converters in statement.converters:
        for convert in converters:
            values[at] = convert(values[at], None, connection)
    known = len(statement.fields)
    found = statement.model.from_db(connection.alias, statement.fields, values[:known])
    for name, value in zip(statement.extras, values[known:], strict=True):
        setattr(found, name, value)
    return found
