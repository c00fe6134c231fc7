"""Virtual hardware: peers at the far end of real wires, with faults on demand."""
