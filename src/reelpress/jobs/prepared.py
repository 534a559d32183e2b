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
    converters: dict[str, list[Callable[..., Any]]]  # of annotations; raw queries convert columns only


class Prepared(Generic[M]):
    """One queryset with one changing parameter, compiled at its first use on each kind of database."""

    def __init__(self, build: Callable[[Any], "QuerySet[M]"], kind: type) -> None:
        self._build = build
        self._sample = SAMPLES[kind]
        self._statements: dict[str, _Statement[M]] = {}

    def rows(self, value: Any) -> list[M]:
        """Return what the queryset built with `value` returns."""
        statement = self._statements.get(connection.vendor) or self._compile()
        parameters = [value if p == self._sample else p for p in statement.parameters]
        rows = list(statement.model._default_manager.raw(statement.sql, parameters))
        for name, converters in statement.converters.items():
            for row in rows:
                for convert in converters:
                    setattr(row, name, convert(getattr(row, name), None, connection))
        return rows

    def _compile(self) -> _Statement[M]:
        queryset = self._build(self._sample)
        query = queryset.query
        converters = {
            name: [*connection.ops.get_db_converters(part), *part.get_db_converters(connection)]
            for name, part in query.annotation_select.items()
        }
        sql, parameters = query.sql_with_params()
        statement = _Statement(sql, tuple(parameters), queryset.model, converters)
        self._statements[connection.vendor] = statement
        return statement
