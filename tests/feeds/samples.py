"""Feeds as their sources write them, a few rows each, with the traps that these sources hold."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

SKYPILOT = """\
InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Region,SpotPrice,Price,AvailabilityZone,GpuInfo
gpu_8x_h100_sxm5,H100,8.0,208.0,1800.0,us-east-1,,32.00,,"{'Gpus': [{'Name': 'H100', 'Count': 8}]}"
gpu_8x_h100_sxm5,H100,8.0,208.0,1800.0,us-west-3,,35.20,,
gpu_1x_h100_pcie,H100,1.0,26.0,200.0,us-east-1,,3.29,,
gpu_8x_a100_80gb_sxm4,A100-80GB,8.0,240.0,1800.0,us-east-1,,22.32,,
gpu_1x_a10,A10,0.5,30.0,200.0,us-east-1,,0.37,,
cpu_4x,,,4.0,16.0,us-east-1,,0.20,,
"""
"""Lambda: USD an hour for the whole instance, two regions of one offer, half a GPU, no GPU."""

SPOTS = """\
InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice
8B200.240V,B200,8,240,1450,,FIN-03,,13.68
8H200.141S,H200,8,176,1450,27.12,FIN-03,,9.492
1x_A100-80GB_SECURE,A100-80GB,1,8,117,1.39,FIN-03,,1.39
1x_L40S,L40S,1,8,117,0,FIN-03,,0
"""
"""Spot without a price on demand, both, spot that is the price on demand, and two zeros."""

AWS = """\
instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size,gpu_vendor
p5.48xlarge,us-east-1,55.04,192,2048.0,8,H100,80.0,False,,nvidia
p5.48xlarge,us-east-1,19.20,192,2048.0,8,H100,80.0,True,,nvidia
p4d.24xlarge,us-east-1,21.60,96,1152.0,8,A100,40.0,False,,nvidia
p4de.24xlarge,us-east-1,27.36,96,1152.0,8,A100,80.0,False,,nvidia
m5.large,us-east-1,0.096,2,8.0,0,,,False,,
"""
RUNPOD = """\
instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size,gpu_vendor
NVIDIA H100 NVL,US-KS-2,2.79,16,94.0,1,H100NVL,94.0,False,,nvidia
NVIDIA H100 NVL,US-KS-2,2.79,16,94.0,1,H100NVL,94.0,True,,nvidia
"""

OWN = """\
provider,instance,chip,region,contract,gpus_per_server,price_per_gpu_hour,price_per_server_month,date,source
Neocloud,8 x H100 SXM,H100,Oslo,1-year,8,2.50,,2026-06-30,Offer of 30 June
Neocloud,8 x H200 SXM,H200,Oslo,on demand,8,,20440,2026-06-30,Offer of 30 June
"""
"""20,440 a server-month / 8 GPUs / 730 h = 3.50 a GPU-hour."""

GENAI = [
    {
        "id": "deepseek",
        "name": "DeepSeek",
        "models": [
            {
                "id": "deepseek-chat",
                "prices_checked": "2026-07-01",
                "prices": [
                    {"prices": {"input_mtok": 0.27, "cache_read_mtok": 0.07, "output_mtok": 1.1}},
                    {
                        "constraint": {"start_time": "16:30:00Z", "end_time": "00:30:00Z"},
                        "prices": {"input_mtok": 0.135, "output_mtok": 0.55},
                    },
                    {
                        "constraint": {"start_date": "2026-05-01"},
                        "prices": {"input_mtok": 0.28, "output_mtok": 0.42},
                    },
                    {
                        "constraint": {"start_date": "2026-09-01"},
                        "prices": {"input_mtok": 9, "output_mtok": 9},
                    },
                ],
            },
            {
                "id": "long",
                "prices": {
                    "input_mtok": {"base": 3, "tiers": [{"start": 200000, "price": 6}]},
                    "output_mtok": 15,
                },
            },
            {"id": "pictures", "prices": {"requests_kcount": 5}},
        ],
    }
]


def zipped(files: dict[str, str]) -> bytes:
    """A zip of texts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def put(folder: Path, name: str, content: str | bytes) -> str:
    """A feed in a file; its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def genai() -> str:
    """The prices of tokens as a file holds them."""
    return json.dumps(GENAI)
