"""A small producer and consumer of the Arrow C data interface, so that the tests need no Arrow library."""

import ctypes
from decimal import Decimal
from typing import Any

_capsule_new = ctypes.pythonapi.PyCapsule_New
_capsule_new.restype = ctypes.py_object
_capsule_new.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = ctypes.c_void_p
_capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


_release_schema = ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))
_release_array = ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))
Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(Schema))),
    ("dictionary", ctypes.POINTER(Schema)),
    ("release", _release_schema),
    ("private_data", ctypes.c_void_p),
]
Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(Array))),
    ("dictionary", ctypes.POINTER(Array)),
    ("release", _release_array),
    ("private_data", ctypes.c_void_p),
]


@_release_schema
def _drop_schema(schema: Any) -> None:
    schema.contents.release = _release_schema()


@_release_array
def _drop_array(array: Any) -> None:
    array.contents.release = _release_array()


class Column:
    """A column: its Arrow format, bytes of its buffers, and perhaps a dictionary of texts."""

    def __init__(self, name: str, format: str, buffers: "list[bytes | None]", length: int, nulls: int = 0,
                 dictionary: "Column | None" = None) -> None:
        self.name, self.format, self.raw, self.length, self.nulls, self.dictionary = name, format, buffers, length, nulls, dictionary


def bits(flags: "list[bool]") -> bytes:
    data = bytearray((len(flags) + 7) // 8)
    for i, flag in enumerate(flags):
        data[i // 8] |= flag << (i % 8)
    return bytes(data)


def numbers(name: str, values: "list[int | None]", format: str = "l", size: int = 8) -> Column:
    data = b"".join((value or 0).to_bytes(size, "little", signed=True) for value in values)
    return Column(name, format, [bits([v is not None for v in values]), data], len(values), values.count(None))


def booleans(name: str, values: "list[bool]") -> Column:
    return Column(name, "b", [None, bits(values)], len(values))


def texts(name: str, values: "list[str]") -> Column:
    encoded = [value.encode() for value in values]
    ends = [sum(map(len, encoded[:i])) for i in range(len(encoded) + 1)]
    return Column(name, "u", [None, b"".join(end.to_bytes(4, "little") for end in ends), b"".join(encoded) or b"\0"], len(values))


def codes(name: str, values: "list[int]", words: "list[str]") -> Column:
    data = b"".join(value.to_bytes(4, "little", signed=True) for value in values)
    return Column(name, "i", [None, data], len(values), dictionary=texts("", words))


class Batch:
    """Columns as an object with Arrow data. It keeps everything alive that it lends."""

    def __init__(self, columns: "list[Column]") -> None:
        self._kept: "list[Any]" = []
        length = columns[0].length if columns else 0
        parts = [self._part(column) for column in columns]
        self.schema = Schema(format=b"+s", name=b"", n_children=len(parts), release=_drop_schema)
        self.array = Array(length=length, n_buffers=1, n_children=len(parts), release=_drop_array)
        self.schema.children = (ctypes.POINTER(Schema) * len(parts))(*[ctypes.pointer(s) for s, _ in parts])
        self.array.children = (ctypes.POINTER(Array) * len(parts))(*[ctypes.pointer(a) for _, a in parts])
        self.array.buffers = (ctypes.c_void_p * 1)(None)
        self._kept.append(parts)

    def _part(self, column: Column) -> "tuple[Schema, Array]":
        held = [None if raw is None else ctypes.create_string_buffer(raw, len(raw)) for raw in column.raw]
        pointers = (ctypes.c_void_p * len(held))(*[None if h is None else ctypes.addressof(h) for h in held])
        schema = Schema(format=column.format.encode(), name=column.name.encode(), flags=2, release=_drop_schema)
        array = Array(length=column.length, null_count=column.nulls, n_buffers=len(held), release=_drop_array)
        array.buffers = pointers
        if column.dictionary is not None:
            inner_schema, inner_array = self._part(column.dictionary)
            schema.dictionary = ctypes.pointer(inner_schema)
            array.dictionary = ctypes.pointer(inner_array)
        self._kept += [held, pointers, schema, array]
        return schema, array

    def __arrow_c_array__(self, requested_schema: object = None) -> "tuple[object, object]":
        return (_capsule_new(ctypes.addressof(self.schema), b"arrow_schema", None),
                _capsule_new(ctypes.addressof(self.array), b"arrow_array", None))


def read(data: Any) -> "dict[str, list[Any]]":
    """The columns of Arrow data that huifang made."""
    schema_capsule, array_capsule = data.__arrow_c_array__()
    schema = Schema.from_address(_capsule_pointer(schema_capsule, b"arrow_schema"))
    array = Array.from_address(_capsule_pointer(array_capsule, b"arrow_array"))
    assert schema.format == b"+s"
    return {schema.children[i].contents.name.decode(): _values(schema.children[i].contents, array.children[i].contents)
            for i in range(schema.n_children)}


def _values(schema: Schema, array: Array) -> "list[Any]":
    valid = array.buffers[0]
    known = [array.null_count == 0 or ctypes.string_at(valid + i // 8, 1)[0] >> (i % 8) & 1 for i in range(array.length)]
    return [_element(schema, array, i) if known[i] else None for i in range(array.length)]


def _element(schema: Schema, array: Array, i: int) -> Any:
    def integer(buffer: int, size: int, at: int) -> int:
        return int.from_bytes(ctypes.string_at(array.buffers[buffer] + at * size, size), "little", signed=True)

    if schema.dictionary:
        return _values(schema.dictionary.contents, array.dictionary.contents)[integer(1, 4, i)]
    format = schema.format.decode()
    if format.startswith("d:"):
        return Decimal(integer(1, 16, i)).scaleb(-int(format.split(",")[1]))
    if format == "b":
        return bool(ctypes.string_at(array.buffers[1] + i // 8, 1)[0] >> (i % 8) & 1)
    if format == "u":
        start, end = integer(1, 4, i), integer(1, 4, i + 1)
        return ctypes.string_at(array.buffers[2] + start, end - start).decode()
    if format == "+l":
        items = _values(schema.children[0].contents, array.children[0].contents)
        return items[integer(1, 4, i):integer(1, 4, i + 1)]
    return integer(1, {"i": 4, "l": 8, "C": 1}[format], i)
