"""The front door: subcommands. The only file that knows everybody."""
