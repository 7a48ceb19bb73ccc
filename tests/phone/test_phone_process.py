"""`python -m phone` as a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import requests
from cryptography.fernet import Fernet
from urllib3.util import Retry

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "ENV_FILE": str(folder / "no.env"),
        "PORT": str(port),
        "DATA_DIR": str(folder),
        "HASH_KEY": "h" * 32,
        "RASA_TOKEN": "r" * 32,
        "ACTIONS_TOKEN": "a" * 32,
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        **more,
    }


def test_the_phone_answers_on_the_port_after_the_web_process_and_stops_when_asked(tmp_path: Path, port: int) -> None:
    process = subprocess.Popen([sys.executable, "-m", "phone"], cwd=ROOT, env=environment(tmp_path, port))
    try:
        patient = requests.Session()
        patient.mount("http://", requests.adapters.HTTPAdapter(max_retries=Retry(connect=12, backoff_factor=0.05)))
        assert "Izwi phone" in patient.get(f"http://127.0.0.1:{port + 1}/", timeout=10).text
        assert patient.get(f"http://127.0.0.1:{port + 1}/api/directory", timeout=10).json()["cities"]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0


def test_with_twilio_credentials_it_says_why_it_does_not_start(tmp_path: Path, port: int) -> None:
    real = {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "token",
        "PUBLIC_URL": "https://izwi.example.org",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "phone"],
        cwd=ROOT,
        env=environment(tmp_path, port, **real),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1 and "TWILIO_ACCOUNT_SID" in ended.stderr and "Traceback" not in ended.stderr
