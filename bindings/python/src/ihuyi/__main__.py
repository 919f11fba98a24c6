"""python -m ihuyi: see `python -m ihuyi --help`."""

import argparse
import io
import sys

from . import __version__
from ._doctor import EXIT_CODES, doctor

SERVICES = ("sms", "voice", "voice_notice", "international", "marketing")


def main() -> int:
    """Reads the command line and runs the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m ihuyi", description="互亿无线短信与语音验证码的 Python 程序包 / the Python package of ihuyi"
    )
    parser.add_argument("--version", action="version", version=f"ihuyi {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="doctor", required=True)
    check = commands.add_parser(
        "doctor",
        help="检查安装、设置和帐号，不发送任何短信 / looks at installation, settings and accounts; sends no message",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("--config", metavar="FILE", help="INI 文件，同 Client.open / an INI file, as for Client.open")
    check.add_argument(
        "--service",
        action="append",
        choices=SERVICES,
        help="要查的产品，可重复；默认为设置了帐号的 / a service to ask about, repeatable; by default those with an account",
    )
    arguments = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a character shows another; the findings are not to be lost over it.
        sys.stdout.reconfigure(errors="replace")
    return doctor(arguments.config, arguments.service or [])


if __name__ == "__main__":
    sys.exit(main())
