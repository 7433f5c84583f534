"""What feeds call a provider, and what people do."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from planner.feeds.feed import Raw

CALLED = {
    "aws": "AWS",
    "azure": "Azure",
    "cloudrift": "CloudRift",
    "crusoe": "Crusoe",
    "cudo": "Cudo",
    "datacrunch": "Verda",
    "digitalocean": "DigitalOcean",
    "gcp": "GCP",
    "hotaisle": "Hot Aisle",
    "hyperbolic": "Hyperbolic",
    "hyperstack": "Hyperstack",
    "jarvislabs": "JarvisLabs",
    "lambda": "Lambda",
    "lambdalabs": "Lambda",
    "mithril": "Mithril",
    "nebius": "Nebius",
    "oci": "Oracle",
    "paperspace": "Paperspace",
    "runpod": "RunPod",
    "scaleway": "Scaleway",
    "seeweb": "Seeweb",
    "shadeform": "Shadeform",
    "tensordock": "TensorDock",
    "vast": "Vast.ai",
    "vastai": "Vast.ai",
    "verda": "Verda",
    "vultr": "Vultr",
}


def called(name: str) -> str:
    """A provider as people write it; one that is not known as it stands."""
    return CALLED.get(name.casefold().strip(), name.strip())


def provider_of(raw: Raw, file: str = "") -> str:
    """Whose prices they are: by the name of the file, of `vms.csv` by that of its folder; or as was said.

    Args:
        file: the name inside an archive.
    """
    address = urlsplit(raw.address).path if "://" in raw.address else raw.address
    path = PurePosixPath(file or address.replace("\\", "/"))
    named = path.parent.name if path.stem.casefold() == "vms" else path.stem
    if named.casefold() in CALLED:
        return called(named)
    if not raw.provider:
        raise raw.refused("it does not say whose prices these are", "Say --provider.")
    return raw.provider
