"""`python -m qmsdoc`: the command line where no program `qmsdoc` is on the path."""

from qmsdoc.cli import main

main(prog_name="qmsdoc")
