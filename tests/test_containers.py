"""What containers are told to run is there: commands, options, folders; the file itself was held against the
Compose Specification's JSON schema by hand, as no container engine is at hand."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from service.cli import COMMANDS, main
from tests.reading import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
SERVICES: dict[str, Any] = COMPOSE["services"]


def test_without_a_profile_there_is_no_server_but_our_own() -> None:
    assert {name for name, each in SERVICES.items() if "profiles" not in each} == {"load", "guitu"}
    assert {name for name, each in SERVICES.items() if each.get("profiles")} == {"neo4j", "push"}


@pytest.mark.parametrize("name", [n for n, each in SERVICES.items() if each["image"] == "guitu"])
def test_a_service_runs_a_command_with_options_that_it_has(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *options = SERVICES[name]["command"]
    assert command in COMMANDS
    with pytest.raises(SystemExit):
        main([command, "--help"])
    told = capsys.readouterr().out
    assert [option for option in options if option.startswith("--") and option not in told] == []


def test_every_volume_and_dependency_is_declared() -> None:
    for each in SERVICES.values():
        for volume in each.get("volumes", ()):
            source = volume.split(":")[0] if not volume.startswith("$") else ""
            assert not source or source in COMPOSE["volumes"]
        assert set(each.get("depends_on", ())) <= set(SERVICES)


def test_nothing_listens_beyond_the_machine_unless_told() -> None:
    ports = [port for each in SERVICES.values() for port in each.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_holds_every_package() -> None:
    copied = set(re.findall(r"^COPY (\w+) \w+$", DOCKERFILE, re.MULTILINE))
    packages = re.search(
        r"^packages = \[(.*)\]$", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    assert packages is not None
    assert copied == set(re.findall(r'"(\w+)"', packages[1]))
    ignored = (ROOT / ".dockerignore").read_text("utf-8")
    assert all(f"!{name}" in ignored for name in copied)
