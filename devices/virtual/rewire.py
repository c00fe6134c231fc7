"""The same options on a wire of one's own: a private pty, a free port.

Owns nothing but names of wires, told apart by the names of the options that carry them.
"""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from devices.virtual.loopback_ports import LOOPBACK, free_port
from devices.virtual.pcscd import private_socket


def rewired(options: Any, folder: Path, device_id: str) -> Any:
    """A copy of a driver's options that leads nowhere else."""
    changes: dict[str, object] = {}
    for field in fields(options):
        value = getattr(options, field.name)
        match field.name, value:
            case "port", str():
                changes["port"] = str(folder / f"tty-{device_id}")
            case "port", int():
                changes["port"] = free_port()
            case "service_socket", str():
                changes["service_socket"] = str(private_socket())
            case "asound_config", str():
                changes["asound_config"] = str(folder / f"asound-{device_id}.conf")
            case "host", str():
                changes["host"] = LOOPBACK
            case (("uri" | "url" | "source"), str()) if "://" in value:
                place = urlsplit(value)
                changes[field.name] = place._replace(netloc=f"{LOOPBACK}:{free_port()}").geturl()
            case _:
                pass
    return replace(options, **changes)
