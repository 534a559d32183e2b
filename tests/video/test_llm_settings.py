"""The settings of the language model and of stock photos: what lacks its other half stops the start, unshown."""

import os
import subprocess
import sys

import pytest

MODEL = {
    "REELPRESS_LLM_URL": "https://llm.example/v1",
    "REELPRESS_LLM_MODEL": "small",
    "REELPRESS_LLM_KEY": "sk-s3cret",
}


def loading(tmp_path, **variables):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REELPRESS_")}
    environment |= {"REELPRESS_HOME": str(tmp_path), **variables}
    command = [sys.executable, "-c", "import reelpress.config.settings as s; print(s.WRITER, s.STOCK)"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "lacking"),
    [
        ({"REELPRESS_WRITER": "llm"}, "REELPRESS_LLM_URL is not set"),
        ({**MODEL, "REELPRESS_WRITER": "llm", "REELPRESS_LLM_MODEL": ""}, "REELPRESS_LLM_MODEL is not set"),
        ({**MODEL, "REELPRESS_LLM_URL": "llm.example"}, "REELPRESS_LLM_URL is ***"),
        ({**MODEL, "REELPRESS_WRITER": "magic"}, "one of extractive, llm"),
        ({**MODEL, "REELPRESS_LLM_SECONDS": "0"}, "REELPRESS_LLM_SECONDS is '0'"),
        ({"REELPRESS_STOCK": "fill"}, "REELPRESS_PEXELS_KEY is not set"),
        ({"REELPRESS_STOCK": "always", "REELPRESS_PEXELS_KEY": "px-s3cret"}, "one of never, fill"),
    ],
)
def test_what_lacks_its_other_half_stops_the_start(tmp_path, variables, lacking):
    ended = loading(tmp_path, **variables)

    assert ended.returncode == 1 and lacking in ended.stderr and "Traceback" not in ended.stderr
    assert "s3cret" not in ended.stderr


@pytest.mark.slow
def test_what_is_whole_starts(tmp_path):
    whole = {**MODEL, "REELPRESS_WRITER": "llm", "REELPRESS_STOCK": "fill", "REELPRESS_PEXELS_KEY": "px-s3cret"}

    assert loading(tmp_path, **whole).stdout == "llm fill\n"
    assert loading(tmp_path).stdout == "extractive never\n"
