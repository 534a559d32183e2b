"""Compressed bodies are undone in bounded pieces, one layer only."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.lib.inflating import PIECE, Undecodable, inflated


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("", bytes),
        ("identity", bytes),
        ("gzip", gzip.compress),
        ("X-GZIP ", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
    ],
)
@given(data=st.binary(max_size=3000), cut=st.integers(1, 200))
def test_every_known_encoding_comes_back_whole(encoding, pack, data, cut):
    packed = pack(data)
    pieces = [packed[start : start + cut] for start in range(0, len(packed), cut)]
    assert b"".join(inflated(pieces, encoding)) == data


def test_a_bomb_comes_in_bounded_pieces():
    packed = gzip.compress(bytes(30 * PIECE))
    pieces = inflated([packed], "gzip")
    assert max(len(next(pieces)) for _ in range(30)) <= PIECE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip,deflate", "nonsense"])
def test_stacked_and_unknown_encodings_are_refused(encoding):
    with pytest.raises(Undecodable):
        list(inflated([b"anything"], encoding))


@pytest.mark.parametrize("data", [b"no gzip at all", gzip.compress(b"a" * 1000, mtime=0)[:-9]])
def test_damaged_data_is_refused(data):
    with pytest.raises(Undecodable):
        list(inflated([data], "gzip"))
