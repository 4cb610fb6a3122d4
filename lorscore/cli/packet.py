"""``lorscore packet``: what an applicant hands to each letter writer, and the dates."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from lorscore.cli import EXIT_DONE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("profile", metavar="PROFILE", type=Path, help="your profile (lorscore plan --init writes one)")
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", type=Path, required=True, help="where to write; made if need be"
    )
    parser.add_argument("--force", action="store_true", help="replace files that exist")


def run(args: argparse.Namespace) -> int:
    """Check the reminders, write the files, and say what to mend."""
    from lorscore.advice import profile

    # a slip in the profile is told before anything heavy is loaded
    read = profile.load(args.profile)
    import lorscore
    from lorscore.advice import packet_files, packet_text
    from lorscore.advice.packet import make_packet
    from lorscore.advice.timeline import timeline

    packet = make_packet(read, lorscore.load())
    steps = timeline(packet.plan, datetime.date.today())
    files = packet_files.write(packet, args.output, steps, force=args.force)
    print(packet_text.render(packet, steps, files), end="")
    return EXIT_DONE
